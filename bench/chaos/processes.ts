import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";

const project = path.join(import.meta.dirname, "../..");

/** The database and the issuer of a run. */
export type Setting = { url: string; secret: string; issuer: string; gatewayUrl: string };
export type RunningGateway = { child: ChildProcess; address: string };

/** The product's own gateway process, ready to take calls. Every one of them is the same gateway to its callers. */
export async function startGatewayProcess(setting: Setting): Promise<RunningGateway> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = fork(path.join(project, "gateway/main.ts"), {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      DATABASE_URL: setting.url,
      HOLDPOINT_SECRET: setting.secret,
      GATEWAY_PORT: String(port),
      GATEWAY_PROCESSES: "1",
      GATEWAY_URL: setting.gatewayUrl,
      GATEWAY_HOSTS: `127.0.0.1:${port}`,
      CONSOLE_URL: "http://console.test",
      OIDC_ISSUER: setting.issuer,
      UPSTREAM_ALLOW_PRIVATE: "127.0.0.0/8",
      LOG_LEVEL: "silent",
    },
  });
  await once(child, "message");
  return { child, address };
}

/** Console and worker. */
export async function startPeopleProcess({ url, secret }: Setting): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, "people-process.ts"), [url, secret], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(child, "message");
  return child;
}

/** kill -9, and the wait for it. */
export async function killNow(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
