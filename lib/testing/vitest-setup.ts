import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";

export const templateDatabase = "holdpoint_template";

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
  const server = await startEmbeddedPostgres({
    dataDir: path.join(folder, "postgres"),
    settings: { fsync: "off", full_page_writes: "off", max_connections: "200", shared_buffers: "64MB" },
  });
  const templateUrl = server.url(templateDatabase);
  await applyMigrations(templateUrl);
  run.provide("templateUrl", templateUrl);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
