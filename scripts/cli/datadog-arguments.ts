import { parseArgs } from "node:util";
import { DatadogSite } from "#lib/sinks/schemas.ts";
import { ConnectionSlug } from "#lib/connections/schemas.ts";
import { siteAddresses } from "#lib/datadog/site-addresses.ts";
import { CliError } from "./cli-error.ts";

export const datadogUsage = `Usage:
  holdpoint datadog install [options]    put Holdpoint's dashboard and monitors into a Datadog account
  holdpoint datadog diff [options]       show what installing would change there
  holdpoint datadog remove [options]     take them out again

Options:
      --site <site>       Datadog's site, such as datadoghq.eu; else DD_SITE, else datadoghq.com
      --sensitive <list>  connections that no agent should reach unseen, separated by commas; without it, that monitor
                          stays as it is
      --notify <handles>  whom the monitors tell, such as "@slack-security"; without it, as they are there
      --only <list>       of what would change, only these
  -y, --yes               without asking

DD_API_KEY and DD_APP_KEY are the account's keys. See docs/datadog.md.
`;

const options = {
  site: { type: "string" },
  sensitive: { type: "string" },
  notify: { type: "string" },
  only: { type: "string" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
} as const;

export type DatadogArguments = {
  command: "install" | "diff" | "remove";
  apiUrl: string;
  sensitive: string[] | undefined;
  notify: string | undefined;
  only: string[] | undefined;
  yes: boolean;
};

/** Reads what follows `holdpoint datadog`. Throws CliError for what cannot be meant. */
export function parseDatadogArguments(
  args: string[],
  env: Record<string, string | undefined>,
): DatadogArguments | { command: "help" } {
  const { values, positionals } = parse(args);
  const [command = "", ...more] = positionals;
  if (values.help || args.length === 0) return { command: "help" };
  if (more.length > 0) throw new CliError(`${more[0]} is one word too many.\n\n${datadogUsage}`);
  if (command !== "install" && command !== "diff" && command !== "remove") {
    throw new CliError(`There is no command datadog ${command}.\n\n${datadogUsage}`);
  }
  const sensitive = values.sensitive === undefined ? undefined : listOf(values.sensitive);
  const wrong = sensitive?.find((slug) => !ConnectionSlug.safeParse(slug).success);
  if (wrong !== undefined) throw new CliError(`${wrong} is no slug of a connection.`);
  return {
    command,
    apiUrl: siteAddresses(requireSite(values.site ?? env["DD_SITE"] ?? "datadoghq.com")).api,
    sensitive,
    notify: values.notify,
    only: values.only === undefined ? undefined : listOf(values.only),
    yes: values.yes ?? false,
  };
}

/** A site of Datadog's, or the address of what stands in for its API. */
function requireSite(site: string): string {
  if (DatadogSite.safeParse(site).success) return site;
  if (/^https?:\/\/[^/?#@]+$/.test(site) && URL.canParse(site)) return site;
  throw new CliError(`${site} is no site of Datadog's. Those are: ${DatadogSite.options.join(", ")}.`);
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CliError(`${error instanceof Error ? error.message : String(error)}\n\n${datadogUsage}`, {
      cause: error,
    });
  }
}
