import { parseArgs } from "node:util";
import { CliError } from "./cli-error.ts";

export const usage = `Usage:
  holdpoint apply -f <file> [options]    make the installation what the file says: shows a plan, and asks
  holdpoint export [-o <file>]           write the installation as such a file; secrets as references
  holdpoint datadog install|diff|remove  its dashboard and monitors in a Datadog account; see holdpoint datadog --help

Options of apply:
  -f, --file <file>       the configuration; - reads standard input
  -y, --yes               apply without asking
      --dry-run           show the plan and end with exit code 2 if something would change
      --prune             revoke keys, switch off sinks and enable callers that the file does not list
      --reason <text>     why, as the audit log keeps it with the policy
      --confirm <words>   what a dangerous policy has to be confirmed with
      --keys-to <folder>  keep new gateway keys there, a file each, instead of showing them

Everywhere:
      --url <address>     the console; else HOLDPOINT_URL, else http://127.0.0.1:3000
      --allow-http        send the key over http:// to another machine

HOLDPOINT_API_KEY is the key. See docs/as-code.md.
`;

const options = {
  file: { type: "string", short: "f" },
  output: { type: "string", short: "o" },
  yes: { type: "boolean", short: "y" },
  "dry-run": { type: "boolean" },
  prune: { type: "boolean" },
  reason: { type: "string" },
  confirm: { type: "string" },
  "keys-to": { type: "string" },
  url: { type: "string" },
  "allow-http": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export type ApplyArguments = {
  command: "apply";
  file: string;
  yes: boolean;
  dryRun: boolean;
  prune: boolean;
  reason: string;
  confirm: string | undefined;
  keysTo: string | undefined;
};
export type Arguments = (ApplyArguments | { command: "export"; output: string | undefined }) & {
  url: string | undefined;
  allowHttp: boolean;
};

const applyOnly = ["file", "yes", "dry-run", "prune", "reason", "confirm", "keys-to"] as const;

/** Reads a command line. Throws CliError for one that cannot be meant. */
export function parseArguments(args: string[]): Arguments | { command: "help" } {
  const { values, positionals } = parse(args);
  const [command, ...more] = positionals;
  if (values.help || command === "help" || args.length === 0) return { command: "help" };
  const everywhere = { url: values.url, allowHttp: values["allow-http"] ?? false };
  if (more.length > 0) throw new CliError(`${more[0]} is one word too many.\n\n${usage}`);
  if (command === "export") {
    const wrong = applyOnly.find((name) => values[name] !== undefined);
    if (wrong) throw new CliError(`--${wrong} belongs to apply.`);
    return { command, output: values.output, ...everywhere };
  }
  if (command !== "apply") throw new CliError(`There is no command ${command ?? ""}.\n\n${usage}`);
  if (values.output !== undefined) throw new CliError("-o belongs to export.");
  if (values.file === undefined) throw new CliError("Say which file to apply: holdpoint apply -f holdpoint.yaml");
  return {
    command,
    file: values.file,
    yes: values.yes ?? false,
    dryRun: values["dry-run"] ?? false,
    prune: values.prune ?? false,
    reason: values.reason ?? "Applied from a configuration.",
    confirm: values.confirm,
    keysTo: values["keys-to"],
    ...everywhere,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CliError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error });
  }
}
