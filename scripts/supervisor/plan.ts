import path from "node:path";
import { deriveSecret } from "#lib/crypto/sealer.ts";
import type { SupervisorEnv } from "#lib/env/supervisor.ts";
import { isInMemory } from "#lib/storage/is-in-memory.ts";
import { consoleClientId } from "#scripts/local/openid-configuration.ts";
import { demoAgent } from "#scripts/local/people.ts";
import type { ChildSpec } from "./child.ts";
import type { DataDirectory } from "./data-directory.ts";
import type { LocalPorts } from "./ports.ts";
import type { LocalSecrets } from "./secrets.ts";

type Env = Record<string, string | undefined>;

export type Addresses = { consoleUrl: string; gatewayUrl: string; consoleOwn: string; gatewayOwn: string };

/** Addresses for people and callers, and the ones the processes answer on themselves. */
export function addresses(env: SupervisorEnv): Addresses {
  const consoleOwn = `http://${env.CONSOLE_HOST}:${env.PORT}`;
  const gatewayOwn = `http://${env.GATEWAY_HOST}:${env.GATEWAY_PORT}`;
  return {
    consoleUrl: env.CONSOLE_URL ?? consoleOwn,
    gatewayUrl: env.GATEWAY_URL ?? gatewayOwn,
    consoleOwn,
    gatewayOwn,
  };
}

export type Plan = {
  root: string;
  env: SupervisorEnv;
  /** The environment we were started with. */
  outer: Env;
  databaseUrl: string;
  secret: string;
  directory: DataDirectory;
  /** Both absent where a corporate provider is used. */
  ports: LocalPorts | undefined;
  secrets: LocalSecrets | undefined;
};

/** Secrets of the clients at the local provider; derived, so that nothing more has to be kept. */
export function clientSecrets(secret: string): { console: string; agent: string } {
  return {
    console: deriveSecret(secret, "openid-client:holdpoint-console"),
    agent: deriveSecret(secret, `openid-client:${demoAgent.clientId}`),
  };
}

export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** A process that exits with us, from the folder of bundles. */
function nodeArgs(root: string, file: string, ...args: string[]): string[] {
  return ["--enable-source-maps", ...preload(root, "exit-with-parent"), path.join(root, file), ...args];
}

function preload(root: string, name: string): string[] {
  return ["--import", new URL(`file://${path.join(root, "scripts/supervisor/preload", `${name}.mjs`)}`).href];
}

export function postgresSpec(root: string, directory: DataDirectory, ports: LocalPorts): ChildSpec {
  const options = JSON.stringify({ dataDir: directory.postgres, port: ports.postgres, database: "holdpoint" });
  return {
    name: "postgres",
    args: nodeArgs(root, "dist/postgres-keeper.mjs", options),
    env: bare(),
    ready: "says-so",
  };
}

export type ProductSpecs = { console: (builtIn: string) => ChildSpec; gateway: ChildSpec; worker: ChildSpec };

/** The product's own processes; the console's pages come from the folder they were built in. */
export function productSpecs(plan: Plan): ProductSpecs {
  const { root, env } = plan;
  const { consoleUrl, gatewayUrl, consoleOwn, gatewayOwn } = addresses(env);
  const shared: Env = {
    ...plan.outer,
    NODE_ENV: "production",
    DATABASE_URL: plan.databaseUrl,
    HOLDPOINT_SECRET: plan.secret,
    CONSOLE_URL: consoleUrl,
    GATEWAY_URL: gatewayUrl,
    OIDC_ISSUER: env.OIDC_ISSUER ?? localUrl(plan.ports?.openid ?? 0),
    OIDC_CLIENT_ID: env.OIDC_CLIENT_ID ?? consoleClientId,
    OIDC_CLIENT_SECRET: undefined,
    UPSTREAM_ALLOW_PRIVATE: allowedPrivate(plan),
    SINK_FOLDER: plan.outer["SINK_FOLDER"] || path.resolve(plan.directory.sinks),
    EXPORT_FOLDER: plan.outer["EXPORT_FOLDER"] || path.resolve(plan.directory.exports),
  };
  const next = ["start", "--hostname", env.CONSOLE_HOST, "--port", String(env.PORT)];
  return {
    console: (builtIn) => ({
      name: "console",
      args: [...preload(root, "append-peer-address"), ...nodeArgs(root, "node_modules/next/dist/bin/next", ...next)],
      env: {
        ...shared,
        NEXT_TELEMETRY_DISABLED: "1",
        NEXT_DIST_DIR: builtIn,
        NEXTAUTH_URL: consoleUrl,
        OIDC_CLIENT_SECRET: env.OIDC_CLIENT_SECRET ?? clientSecrets(plan.secret).console,
      },
      ready: { http: `${consoleOwn}/api/health` },
    }),
    gateway: {
      name: "gateway",
      args: nodeArgs(root, "dist/gateway.mjs"),
      env: {
        ...shared,
        GATEWAY_HOST: env.GATEWAY_HOST,
        GATEWAY_PORT: String(env.GATEWAY_PORT),
        GATEWAY_SPOOL_DIR: spoolFolder(plan),
      },
      ready: { http: `${gatewayOwn}/healthz` },
    },
    worker: { name: "worker", args: nodeArgs(root, "dist/worker.mjs"), env: shared, ready: "says-so" },
  };
}

/** One that was asked for must be on a disk; without one that survives a restart, the default does without. */
function spoolFolder({ outer, directory }: Plan): string | undefined {
  return outer["GATEWAY_SPOOL_DIR"] || (isInMemory(directory.root) ? undefined : directory.spool);
}

/** Stand-ins of the embedded default are upstreams too, and on this machine. */
function allowedPrivate({ env, ports }: Plan): string {
  return [...env.UPSTREAM_ALLOW_PRIVATE, ...(ports ? ["127.0.0.0/8", "::1"] : [])].join(",");
}

/** The services of the embedded default. Each gets what it needs and nothing of ours. */
export function localSpecs(plan: Plan): ChildSpec[] {
  const { root, directory, ports, secrets } = plan;
  if (!ports || !secrets) return [];
  const { consoleUrl, gatewayUrl } = addresses(plan.env);
  const everything = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";
  return [
    {
      name: "openid",
      args: nodeArgs(root, "dist/openid-provider.mjs"),
      env: {
        ...bare(),
        OPENID_PORT: String(ports.openid),
        CONSOLE_URL: consoleUrl,
        GATEWAY_URL: gatewayUrl,
        OPENID_CONSOLE_SECRET: clientSecrets(plan.secret).console,
        OPENID_AGENT_SECRET: clientSecrets(plan.secret).agent,
        OPENID_PEOPLE_FILE: directory.people,
        OPENID_KEYS_FILE: directory.signingKeys,
      },
      ready: "says-so",
    },
    {
      name: "datadog",
      args: nodeArgs(root, "dist/datadog.mjs"),
      env: {
        ...bare(),
        DATADOG_PORT: String(ports.datadog),
        DATADOG_API_KEY: secrets.datadog.apiKey,
        DATADOG_APP_KEY: secrets.datadog.appKey,
      },
      ready: "says-so",
    },
    {
      name: "everything",
      args: [...preload(root, "listen-on-loopback"), ...nodeArgs(root, everything, "streamableHttp")],
      // It has a tool that shows its environment.
      env: { PATH: process.env["PATH"], PORT: String(ports.everything) },
      ready: { port: ports.everything },
    },
  ];
}

function bare(): Env {
  const { PATH, HOME, TMPDIR, TZ, LANG } = process.env;
  return { PATH, HOME, TMPDIR, TZ, LANG, NODE_ENV: "production" };
}
