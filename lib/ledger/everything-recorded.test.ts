import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** Verbs that ask for a right and open a transaction, and have nothing to record. */
const silent: Record<string, string> = {
  "lib/approval-stats/read-approval-stats.ts": "reads several counts of one moment",
  "lib/policies/count-observed.ts": "reads several counts of one moment",
  "lib/slack/create-link-code.ts": "the code changes nothing until it is used, which is recorded",
};

const verbs = readdirSync("lib", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !/^(?:core|testing)\//.test(file))
  .map((file) => path.join("lib", file))
  .filter((file) => {
    const text = readFileSync(file, "utf8");
    return /require(?:Permission|Person|Reader)\(/.test(text) && text.includes("withTransaction(");
  });

/** Whether the file, or one that it imports, appends to the ledger. */
function records(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file) || !existsSync(file) || file.startsWith("lib/ledger/")) return false;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  if (text.includes("recordEvent(")) return true;
  return [...text.matchAll(/from "(?:#|(?=\.))([^"]+)"/g)].some(([, name = ""]) =>
    records(name.startsWith(".") ? path.join(path.dirname(file), name) : name, seen),
  );
}

test("whatever a person or a key changes through a verb leaves an event", () => {
  expect(verbs.length).toBeGreaterThan(40);
  expect(verbs.filter((file) => !records(file) && !(file in silent))).toEqual([]);
});
