import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { randomInt } from "node:crypto";
import { z } from "zod";
import { StartError } from "./start-error.ts";

/** Ports of what only this machine uses; picked once, because stored addresses name them. */
export const LocalPorts = z.object({
  postgres: z.number(),
  openid: z.number(),
  datadog: z.number(),
  everything: z.number(),
});
export type LocalPorts = z.infer<typeof LocalPorts>;

/** Throws a sentence naming `variable` unless a server can listen on the port. */
export async function assertPortFree(variable: string, host: string, port: number): Promise<void> {
  const code = await tryListen(host, port);
  if (!code) return;
  throw new StartError(
    code === "EADDRINUSE"
      ? `${variable}: port ${port} is taken, something else listens on ${host}:${port}. Stop it, or set ${variable} to a free port.`
      : `${variable}: nothing can listen on ${host}:${port} (${code}). Set ${variable} to a port that this account may use.`,
  );
}

export function readPorts(file: string): LocalPorts | undefined {
  return existsSync(file) ? LocalPorts.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

/** Throws unless the remembered ports of the local services are free. */
export async function assertLocalPortsFree(ports: LocalPorts, file: string): Promise<void> {
  for (const name of ["openid", "datadog", "everything"] as const) {
    if (await tryListen("127.0.0.1", ports[name])) {
      throw new StartError(
        `Port ${ports[name]}, which ${file} keeps for the local ${name} service, is taken. Stop what listens there.`,
      );
    }
  }
}

/** Picks free ports and remembers them. */
export async function pickPorts(file: string): Promise<LocalPorts> {
  const picked = new Set<number>();
  while (picked.size < 4) picked.add(await pickPort());
  const [postgres = 0, openid = 0, datadog = 0, everything = 0] = picked;
  const ports = { postgres, openid, datadog, everything };
  writeFileSync(file, JSON.stringify(ports), { mode: 0o600 });
  return ports;
}

/** No stored address names the database's port, so a taken one is replaced. */
export async function withFreePostgresPort(ports: LocalPorts, file: string): Promise<LocalPorts> {
  if (!(await tryListen("127.0.0.1", ports.postgres))) return ports;
  const changed = { ...ports, postgres: await pickPort() };
  writeFileSync(file, JSON.stringify(changed), { mode: 0o600 });
  return changed;
}

/** Below the range that systems take outgoing ports from, so that it is likely free again at the next start. */
async function pickPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (!(await tryListen("127.0.0.1", port))) return port;
  }
}

/** The error code of listening there, undefined if it worked. */
function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown error"));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
