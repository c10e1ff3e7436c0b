import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { applyMigrations } from "#lib/database/migrate.ts";

const templateDatabase = "holdpoint_template";
const Ready = z.object({ ready: z.string() });

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the template database on the run's own server. */
    templateUrl: string;
  }
}

type Run = { provide: (key: "templateUrl", value: string) => void };

/** Runs once a vitest run: a PostgreSQL of its own in a temporary folder, with a migrated database to clone. */
export async function setup(run: Run): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-test-"));
  // The server may have to run under another account than ours.
  chmodSync(folder, 0o711);
  const options = {
    dataDir: path.join(folder, "postgres"),
    database: templateDatabase,
    settings: { fsync: "off", full_page_writes: "off", max_connections: "200", shared_buffers: "64MB" },
    removeAfterwards: folder,
  };
  // Its keeper cleans up after us also where this run is killed.
  const keeperArgs = ["--import", "tsx", "lib/database/embedded-postgres/keeper.ts", JSON.stringify(options)];
  const keeper = spawn(process.execPath, keeperArgs, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  const [message] = (await once(keeper, "message")) as unknown[];
  const { ready: templateUrl } = Ready.parse(message);
  await applyMigrations(templateUrl);
  run.provide("templateUrl", templateUrl);
  return async () => {
    keeper.kill("SIGTERM");
    await once(keeper, "exit");
  };
}
