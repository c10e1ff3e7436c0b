import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { runCli } from "./run-cli.ts";

const input = process.stdin;

/** One line of the terminal; null where nobody is there to answer. */
async function ask(question: string): Promise<string | null> {
  if (!input.isTTY) return null;
  const lines = createInterface({ input, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  ask,
  readFile: (file) => readFileSync(file === "-" ? 0 : file, "utf8"),
  // Keys and exports are for their owner only.
  writeFile(file, text) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  },
});
