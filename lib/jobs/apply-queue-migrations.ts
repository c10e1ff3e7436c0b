import { runMigrations } from "bullmq";
import pg from "pg";
import { queueSchema } from "./queue-schema.ts";

/**
 * Creates or upgrades BullMQ's own tables, in their own schema; does nothing where they are current. Run by the start
 * command after our migrations, also where Redis is used, so that switching back needs no step.
 */
export async function applyQueueMigrations(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "holdpoint-migrate" });
  await client.connect();
  try {
    await runMigrations(client, queueSchema);
  } finally {
    await client.end();
  }
}
