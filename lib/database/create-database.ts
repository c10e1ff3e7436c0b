import pg from "pg";

// duplicate_database, and unique_violation where two starters create it at the same moment.
const createdMeanwhile = new Set(["42P04", "23505"]);

/** Creates the database that `url` names unless it is there. Throws what the server says where it may not. */
export async function createDatabaseIfAbsent(url: string): Promise<void> {
  const probe = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await probe.connect();
    return;
  } catch (error) {
    if ((error as { code?: string }).code !== "3D000") throw error;
  } finally {
    await probe.end().catch(() => {});
  }
  const address = new URL(url);
  const name = decodeURIComponent(address.pathname.slice(1));
  address.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: address.href, connectionTimeoutMillis: 5_000 });
  await admin.connect();
  try {
    await admin.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (!createdMeanwhile.has((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await admin.end();
  }
}
