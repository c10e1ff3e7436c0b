import { writeFileSync } from "node:fs";
import path from "node:path";
import { createSealer } from "#lib/crypto/sealer.ts";
import { checkServer } from "#lib/database/check-server.ts";
import { findSurvivor } from "#lib/database/embedded-postgres/postmaster-file.ts";
import { parseSupervisorEnv, type SupervisorEnv } from "#lib/env/supervisor.ts";
import { checkInstallation } from "#lib/installation/check-installation.ts";
import { demoAgent } from "#scripts/local/people.ts";
import type { Child, ChildSpec } from "./child.ts";
import { checkIssuer, checkRedis } from "./check-services.ts";
import { createDataDirectory, dataDirectory, type DataDirectory } from "./data-directory.ts";
import { assertUnlocked, takeLock } from "./lock.ts";
import { addresses, clientSecrets, localSpecs, localUrl, postgresSpec, productSpecs, type Plan } from "./plan.ts";
import { assertLocalPortsFree, assertPortFree, pickPorts, readPorts, withFreePostgresPort } from "./ports.ts";
import { prepareDatabase, wrongSecret } from "./prepare-database.ts";
import { createSecret, findSecret, localSecrets } from "./secrets.ts";

export type StartContext = {
  root: string;
  outer: Record<string, string | undefined>;
  /** Starts a program; those of a lower phase are stopped first. */
  run: (spec: ChildSpec, phase: 0 | 1 | 2) => Child;
  /** What to undo when all has stopped. */
  onStopped: (undo: () => void) => void;
  /** Builds the console's pages where their sources changed; resolves with their folder. */
  prepareConsole: () => Promise<string>;
  /** Throws once a stop was asked for. */
  goOn: () => void;
};

/** From nothing to everything ready. Whatever was given wrongly is found before anything is created. */
export async function startUp(context: StartContext): Promise<Plan> {
  const { root } = context;
  const env = parseSupervisorEnv(context.outer);
  const directory = dataDirectory(path.resolve(root, env.HOLDPOINT_DATA_DIR));
  const knownSecret = await preflight(env, directory);

  context.goOn();
  createDataDirectory(directory);
  context.onStopped(takeLock(directory.lock));
  const secret = knownSecret ?? createSecret(directory);
  const isLocal = env.OIDC_ISSUER === undefined;
  const picked = readPorts(directory.ports) ?? (await pickPorts(directory.ports));
  const secrets = isLocal ? await localSecrets(directory) : undefined;
  const consoleBuilt = context.prepareConsole();
  consoleBuilt.catch(() => {});

  const databaseUrl = env.DATABASE_URL ?? (await startPostgres(context, directory, picked, secret));
  const ports = isLocal ? picked : undefined;
  const plan: Plan = { root, env, outer: context.outer, databaseUrl, secret, directory, ports, secrets };
  context.goOn();
  await prepareDatabase({ root, url: databaseUrl, secret, seedOptions: seedOptions(plan) });
  writeDemoFile(plan);

  context.goOn();
  const product = productSpecs(plan);
  // The data path comes first and alone: on few cores, programs that start together are all late.
  await context.run(product.gateway, 0).ready;
  context.goOn();
  const started = [...localSpecs(plan).map((spec) => context.run(spec, 1)), context.run(product.worker, 1)];
  const consoleFolder = await consoleBuilt;
  context.goOn();
  started.push(context.run(product.console(consoleFolder), 0));
  await Promise.all(started.map((child) => child.ready));
  return plan;
}

/** Finds what was given wrongly, creating nothing. Returns HOLDPOINT_SECRET where there is one. */
async function preflight(env: SupervisorEnv, directory: DataDirectory): Promise<string | undefined> {
  assertUnlocked(directory.lock);
  await assertPortFree("PORT", env.CONSOLE_HOST, env.PORT);
  await assertPortFree("GATEWAY_PORT", env.GATEWAY_HOST, env.GATEWAY_PORT);
  if (env.DATABASE_URL) await checkServer(env.DATABASE_URL);
  if (env.REDIS_URL) await checkRedis(env.REDIS_URL);
  if (env.OIDC_ISSUER) await checkIssuer(env.OIDC_ISSUER);
  const remembered = readPorts(directory.ports);
  if (remembered && !env.OIDC_ISSUER) await assertLocalPortsFree(remembered, directory.ports);
  const secret = await findSecret(env.HOLDPOINT_SECRET, directory, env.DATABASE_URL);
  if (secret && env.DATABASE_URL) await assertOpens(env.DATABASE_URL, secret);
  return secret;
}

async function startPostgres(
  context: StartContext,
  directory: DataDirectory,
  ports: NonNullable<Plan["ports"]>,
  secret: string,
): Promise<string> {
  const survivor = await findSurvivor(directory.postgres);
  const usable = survivor ? ports : await withFreePostgresPort(ports, directory.ports);
  const url = String(await context.run(postgresSpec(context.root, directory, usable), 2).ready);
  await assertOpens(url, secret);
  return url;
}

async function assertOpens(url: string, secret: string): Promise<void> {
  if ((await checkInstallation(url, createSealer(secret))) === "refused") throw wrongSecret();
}

function seedOptions({ ports, secrets, directory }: Plan): Parameters<typeof prepareDatabase>[0]["seedOptions"] {
  if (!ports || !secrets) return undefined;
  return {
    everythingUrl: `${localUrl(ports.everything)}/mcp`,
    datadogUrl: localUrl(ports.datadog),
    datadogKeys: secrets.datadog,
    demoAgent,
    demoAgentKeyFile: directory.demoAgentKey,
  };
}

/** What `npm run demo` needs to know to play an agent. */
function writeDemoFile({ env, ports, secret, directory }: Plan): void {
  if (!ports) return;
  const { consoleUrl, gatewayUrl } = addresses(env);
  const demo = {
    consoleUrl,
    gatewayUrl,
    issuer: localUrl(ports.openid),
    datadogUrl: localUrl(ports.datadog),
    clientId: demoAgent.clientId,
    clientSecret: clientSecrets(secret).agent,
    gatewayKeyFile: directory.demoAgentKey,
  };
  writeFileSync(directory.demo, JSON.stringify(demo, undefined, 2), { mode: 0o600 });
}
