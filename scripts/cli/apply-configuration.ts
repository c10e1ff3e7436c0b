import path from "node:path";
import type { ApiClient } from "./api-client.ts";
import type { Change, Plan } from "./change.ts";
import { CliError } from "./cli-error.ts";
import type { ApplyArguments } from "./parse-arguments.ts";
import { plan } from "./plan.ts";
import { readConfiguration } from "./read-configuration.ts";
import { printable, type Surroundings } from "./surroundings.ts";

/** Makes the installation what a file says: plan, question, changes in order. Answers the exit code. */
export async function applyConfiguration(
  client: ApiClient,
  given: ApplyArguments,
  surroundings: Surroundings,
): Promise<number> {
  const { file, keysTo } = given;
  const wanted = readConfiguration(file, readText(file, surroundings), surroundings.env);
  const say = (text: string) => surroundings.out(`${printable(text)}\n`);
  const planned = await plan(client, wanted, {
    ...given,
    keepKey: (agent, key) => Promise.resolve(keepKey(agent, key, keysTo, surroundings)),
  });
  say(describe(client.url, planned));
  const { changes } = planned;
  if (changes.length === 0) return 0;
  if (given.dryRun) return 2;
  requirePlaceForKeys(changes, given, surroundings);
  if (!given.yes) await requireConsent(changes, given, surroundings);
  await run(changes, say);
  return 0;
}

function readText(file: string, { readFile }: Surroundings): string {
  try {
    return readFile(file);
  } catch (cause) {
    throw new CliError(`${file} cannot be read.`, { cause });
  }
}

function describe(url: string, { changes, notes }: Plan): string {
  const count = changes.length === 1 ? "1 change" : `${changes.length} changes`;
  const steps = changes.flatMap(({ sign, what, details }) => [
    `  ${sign} ${what}`,
    ...details.map((detail) => `      ${detail}`),
  ]);
  const head = changes.length === 0 ? `No changes: ${url} is as the file says.` : `Plan for ${url}: ${count}`;
  return [head, ...steps, ...notes.map((note) => `  ${note}`)].join("\n");
}

/** Logs of a pipeline are no place for keys. */
function requirePlaceForKeys(changes: Change[], { keysTo }: ApplyArguments, { isTerminal }: Surroundings): void {
  const makesKeys = changes.some(({ sign, what }) => sign === "+" && what.startsWith("gateway key"));
  if (makesKeys && keysTo === undefined && !isTerminal) {
    throw new CliError("New gateway keys are shown once. Add --keys-to <folder> to have them kept in files.");
  }
}

async function requireConsent(changes: Change[], { file }: ApplyArguments, { ask }: Surroundings): Promise<void> {
  const count = changes.length === 1 ? "this change" : `these ${changes.length} changes`;
  // Standard input was the file.
  const answer = file === "-" ? null : await ask(`Apply ${count}? [y/N] `);
  if (answer === null) throw new CliError("Nobody is there to ask. Add --yes to apply without asking.");
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CliError("Nothing was changed.");
}

/** Each change is one request; what is done stays done where a later one fails, and the next run goes on from there. */
async function run(changes: Change[], say: (text: string) => void): Promise<void> {
  for (const [index, change] of changes.entries()) {
    try {
      const told = await change.run();
      say(`  done: ${change.what}`);
      if (told !== undefined) say(`        ${told}`);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      throw new CliError(
        `${error.message}\n${index} of ${changes.length} changes are made. Mend this and apply again.`,
        {
          cause: error,
        },
      );
    }
  }
}

function keepKey(agent: string, key: string, folder: string | undefined, { writeFile }: Surroundings): string {
  if (folder === undefined) return `The key, shown this once: ${key}`;
  const file = path.join(folder, `${agent.replaceAll(/[^A-Za-z0-9._-]/g, "_").replace(/^\.+/, "_")}.key`);
  writeFile(file, `${key}\n`);
  return `The key is in ${file}.`;
}
