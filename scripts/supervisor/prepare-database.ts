import path from "node:path";
import { addressRules } from "#lib/connections/address-rules.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { createSealer } from "#lib/crypto/sealer.ts";
import { claimInstallation } from "#lib/installation/check-installation.ts";
import { applyQueueMigrations } from "#lib/jobs/apply-queue-migrations.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { seed, type SeedOptions } from "../../prisma/seed.ts";
import { StartError } from "./start-error.ts";

/**
 * Brings a database to where the processes can run on it: our tables and the queue's, the proof of the secret, a
 * snapshot for the gateways, and the demo's rows where `seedOptions` are given. Does nothing that is already done.
 */
export async function prepareDatabase(options: {
  root: string;
  url: string;
  secret: string;
  seedOptions: SeedOptions | undefined;
}): Promise<void> {
  const { url, secret, seedOptions } = options;
  await applyMigrations(url, path.join(options.root, "prisma/migrations"));
  await applyQueueMigrations(url);
  const sealer = createSealer(secret);
  if ((await claimInstallation(url, sealer)) !== "opened") throw wrongSecret();

  const database = openDatabase({ url, poolSize: 2 });
  try {
    if ((await database.snapshot.count()) === 0) await database.$transaction(compileSnapshot);
    if (seedOptions) {
      const actor = { kind: "system", name: "setup" } as const;
      await seed({ actor, database, sealer, addressRules: addressRules(["127.0.0.0/8"]) }, seedOptions);
    }
  } finally {
    await database.$disconnect();
  }
}

export function wrongSecret(): StartError {
  return new StartError(
    "HOLDPOINT_SECRET does not open what this database holds: the data was sealed with another secret. " +
      "Set HOLDPOINT_SECRET to the one this installation began with.",
  );
}
