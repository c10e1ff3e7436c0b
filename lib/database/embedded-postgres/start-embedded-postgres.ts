import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { locateBinaries } from "./binaries.ts";
import { chooseRunner } from "./choose-runner.ts";
import { freePort } from "./free-port.ts";
import { clusterUser, initializeCluster } from "./initialize-cluster.ts";
import { launchServer } from "./launch-server.ts";
import { findSurvivor, isAlive, readPostmasterFile } from "./postmaster-file.ts";

const startDeadlineMs = 60_000;
const retryMs = 250;

const defaultSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  log_min_messages: "warning",
};

export type EmbeddedPostgres = {
  /** Address of a database of this server, user and password included. */
  url: (database: string) => string;
  pid: number;
  port: number;
  /** Whether it was already running when we came. */
  adopted: boolean;
  /** Ends sessions and stops the server cleanly; resolves once it is gone. */
  stop: () => Promise<void>;
};

/**
 * Runs the PostgreSQL that npm installed on 127.0.0.1, with its cluster in `dataDir` (made if absent). Adopts a server
 * that is already running there. It outlives this process: whoever starts it must stop it.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  /** Port to use; a free one where absent. An adopted server keeps its own. */
  port?: number;
  settings?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  const runner = chooseRunner(locateBinaries(), dataDir);
  const password = initializeCluster(runner, dataDir);
  const deadline = Date.now() + startDeadlineMs;
  const settings = { ...defaultSettings, ...options.settings };

  for (;;) {
    const survivor = await findSurvivor(dataDir);
    if (survivor) return handle({ dataDir, password, ...survivor, adopted: true });

    const port = options.port ?? (await freePort());
    const launched = await launchServer({ runner, dataDir, port, settings, deadline });
    if (launched.started) {
      const pid = readPostmasterFile(dataDir)?.pid ?? 0;
      launched.server.unref();
      return handle({ dataDir, password, pid, port, adopted: false });
    }
    // A killed server's processes need a moment to go, and another starter may have won the race.
    if (Date.now() > deadline || !/lock file|shared memory block/.test(launched.log)) {
      throw new Error(`The embedded PostgreSQL in ${dataDir} does not start: ${launched.log || "no reason given"}`);
    }
    await delay(retryMs);
  }
}

function handle(server: {
  dataDir: string;
  password: string;
  pid: number;
  port: number;
  adopted: boolean;
}): EmbeddedPostgres {
  const { pid, port, adopted } = server;
  return {
    url: (database) => `postgresql://${clusterUser}:${server.password}@127.0.0.1:${port}/${database}`,
    pid,
    port,
    adopted,
    async stop() {
      if (!isAlive(pid)) return;
      process.kill(pid, "SIGINT");
      while (readPostmasterFile(server.dataDir)?.pid === pid && isAlive(pid)) await delay(20);
    },
  };
}
