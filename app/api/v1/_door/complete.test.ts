import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** What a page asks for that the API has in another form. */
const elsewhere: Record<string, string> = {
  // Part of checkPolicy.
  "#lib/policies/check-rule.ts": "#lib/policies/check-policy.ts",
};

/** What makes people decide elsewhere, and would outlive the key that asks for it. */
const inPerson = new Set(["#lib/slack/create-link-code.ts"]);

function verbsOf(folder: string, file: RegExp): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => file.test(name));
  return files.flatMap((name) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    return [...text.matchAll(/^import \{ \w+ \} from "(#lib\/[^"]+)";$/gm)].map(([, verb]) => verb ?? "");
  });
}

test("everything that a page can change, the API can", () => {
  const offered = new Set(verbsOf("app/api/v1/_operations", /\.ts$/));
  const used = verbsOf("app/(console)", /actions\.ts$/).filter((verb) => !verb.endsWith("/schemas.ts"));
  expect(used).toContain("#lib/policies/publish-policy.ts");
  expect(used.filter((verb) => !inPerson.has(verb) && !offered.has(elsewhere[verb] ?? verb))).toEqual([]);
});
