import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSealer } from "#lib/crypto/sealer.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { startTestGateway, type TestGateway } from "#gateway/testing/start-test-gateway.ts";

const secret = "the secret of a comparison, used nowhere else";

/** A mask that looks at every byte of an answer and finds nothing in these suites. */
const masksNothing: Rule = {
  id: "masks-nothing",
  match: {},
  effect: "allow",
  mask: [{ where: "response", detect: ["card", "iban", "github-token"], fields: ["$..never_there"], with: "refuse" }],
};

/** A gateway that records everything, in front of `upstreamUrl`, with a database of its own. */
export async function startComparedGateway(upstreamUrl: string): Promise<{
  gateway: TestGateway;
  key: string;
  close: () => Promise<void>;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-conformance-"));
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
  const url = server.url("conformance");
  await applyMigrations(url);
  const pool = openPool({ url, name: "conformance" });
  const database = openDatabase({ url });
  const gateway = await startTestGateway({
    database: { url, secret, pool, database, sealer: createSealer(secret), close: () => Promise.resolve() },
  });
  const key = gateway.addKey();
  await gateway.publish([masksNothing], (document) => {
    for (const connection of document.connections) if (connection.kind === "mcp") connection.baseUrl = upstreamUrl;
  });
  return {
    gateway,
    key,
    async close() {
      await gateway.close();
      await pool.end();
      await database.$disconnect();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
