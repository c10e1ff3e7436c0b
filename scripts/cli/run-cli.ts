import { createApiClient, type ApiClient } from "./api-client.ts";
import { applyConfiguration } from "./apply-configuration.ts";
import { CliError } from "./cli-error.ts";
import { parseArguments, usage, type Arguments } from "./parse-arguments.ts";
import { exportConfiguration } from "./export-configuration.ts";
import { runDatadog } from "./run-datadog.ts";
import { printable, type Surroundings } from "./surroundings.ts";

/** Runs one command; answers its exit code: 0 done, 1 failed, 2 what `apply --dry-run` and `datadog diff` say where something would change. */
export async function runCli(args: string[], surroundings: Surroundings): Promise<number> {
  try {
    if (args[0] === "datadog") return await runDatadog(args.slice(1), surroundings);
    const parsed = parseArguments(args);
    if (parsed.command === "help") {
      surroundings.out(usage);
      return 0;
    }
    const client = connect(parsed, surroundings);
    if (parsed.command === "apply") return await applyConfiguration(client, parsed, surroundings);
    const text = await exportConfiguration(client);
    if (parsed.output === undefined) surroundings.out(text);
    else surroundings.writeFile(parsed.output, text);
    return 0;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    surroundings.err(`${printable(error.message)}\n`);
    return 1;
  }
}

function connect({ url: given, allowHttp }: Arguments, { env }: Surroundings): ApiClient {
  const url = (given ?? env["HOLDPOINT_URL"] ?? "http://127.0.0.1:3000").replace(/\/+$/, "");
  const key = env["HOLDPOINT_API_KEY"] ?? "";
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CliError(
      `${url} is no address. Set HOLDPOINT_URL to the console's, such as https://holdpoint.example.com.`,
    );
  }
  const { protocol, hostname } = new URL(url);
  const isHere = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  if (protocol === "http:" && !isHere && !allowHttp) {
    throw new CliError("Over http:// everybody on the way can read the key. Use https://, or add --allow-http.");
  }
  if (key === "") throw new CliError("Set HOLDPOINT_API_KEY to a key made on the console's page API keys.");
  return createApiClient(url, key);
}
