import { addressRules } from "#lib/connections/address-rules.ts";
import { AppError } from "#lib/core/errors.ts";
import { changeContent, planContentChange } from "#lib/datadog/change-content.ts";
import { facetsToAdd } from "#lib/datadog/content/facets.ts";
import type { ContentChange } from "#lib/datadog/schemas.ts";
import { CliError } from "./cli-error.ts";
import { datadogUsage, parseDatadogArguments, type DatadogArguments } from "./datadog-arguments.ts";
import { describeContentChange } from "./describe-content-change.ts";
import { printable, type Surroundings } from "./surroundings.ts";

/** Where a person types an address, it is theirs; metadata services are not Datadog either way. */
const rules = addressRules(["0.0.0.0/0", "::/0"]);

/** Runs `holdpoint datadog …`; answers its exit code: 0 done, 2 what `diff` says where something would change. */
export async function runDatadog(args: string[], surroundings: Surroundings): Promise<number> {
  const parsed = parseDatadogArguments(args, surroundings.env);
  if (parsed.command === "help") {
    surroundings.out(datadogUsage);
    return 0;
  }
  try {
    return await run(parsed, surroundings);
  } catch (error) {
    if (error instanceof AppError) throw new CliError(error.message, { cause: error });
    throw error;
  }
}

async function run(given: DatadogArguments, surroundings: Surroundings): Promise<number> {
  const { command, apiUrl, sensitive, notify, only } = given;
  const say = (text: string) => surroundings.out(`${printable(text)}\n`);
  const account = { apiUrl, ...requireKeys(surroundings) };
  const wanted = { remove: command === "remove", sensitive, notify };
  const { changes, digest } = await planContentChange(account, rules, wanted);
  const due = changes.filter(({ key, change }) => change !== "unchanged" && (only?.includes(key) ?? true));
  if (due.length === 0) {
    say(`No changes: ${apiUrl} is as it would be.`);
    return 0;
  }
  say([`Plan for ${apiUrl}:`, ...due.flatMap(describeContentChange)].join("\n"));
  if (command === "diff") return 2;
  if (!given.yes) await requireConsent(due, surroundings);
  const made = await changeContent(account, rules, { ...wanted, digest, keys: only });
  say(made.length === 1 ? "Done: 1 change." : `Done: ${made.length} changes.`);
  if (command === "install") say(facetWords());
  return 0;
}

function requireKeys({ env }: Surroundings): { apiKey: string; appKey: string } {
  const [apiKey = "", appKey = ""] = [env["DD_API_KEY"], env["DD_APP_KEY"]];
  if (apiKey !== "" && appKey !== "") return { apiKey, appKey };
  throw new CliError("Set DD_API_KEY and DD_APP_KEY to keys of the Datadog account.");
}

async function requireConsent(due: readonly ContentChange[], { ask }: Surroundings): Promise<void> {
  const answer = await ask(due.length === 1 ? "Make this change? [y/N] " : `Make these ${due.length} changes? [y/N] `);
  if (answer === null) throw new CliError("Nobody is there to ask. Add --yes to go on without asking.");
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CliError("Nothing was changed.");
}

function facetWords(): string {
  const lines = facetsToAdd.map(({ path, type }) => `  ${type.padEnd(8)} ${path}`);
  return ["No API creates facets. Add these once in Datadog's Log Explorer, where they are missing:", ...lines].join(
    "\n",
  );
}
