import { mkdirSync } from "node:fs";
import path from "node:path";

export type DataDirectory = ReturnType<typeof dataDirectory>;

/** Where things lie in the data directory. Creates nothing. */
export function dataDirectory(root: string) {
  const secret = (name: string) => path.join(root, "secrets", name);
  return {
    root,
    postgres: path.join(root, "postgres"),
    lock: path.join(root, "supervisor.lock"),
    ports: path.join(root, "ports.json"),
    spool: path.join(root, "spool"),
    sinks: path.join(root, "sinks"),
    exports: path.join(root, "exports"),
    secrets: path.join(root, "secrets"),
    holdpointSecret: secret("holdpoint-secret"),
    people: secret("people.json"),
    signingKeys: secret("openid-keys.json"),
    datadogKeys: secret("datadog-keys.json"),
    demoAgentKey: secret("demo-agent-key"),
    demo: secret("demo.json"),
  };
}

/** Makes the directory. Others may pass through it (PostgreSQL may run under another account), not list or read it. */
export function createDataDirectory(directory: DataDirectory): void {
  mkdirSync(directory.root, { recursive: true, mode: 0o711 });
  mkdirSync(directory.secrets, { recursive: true, mode: 0o700 });
}
