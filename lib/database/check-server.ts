import pg from "pg";

const oldestVersion = 14;
const connectTimeoutMs = 5_000;

/** A PostgreSQL that cannot be used, in one line that names its address and the remedy. */
export class DatabaseError extends Error {}

/** Makes sure a PostgreSQL that is new enough answers at `url`. Changes nothing. Throws DatabaseError. */
export async function checkServer(url: string): Promise<void> {
  const address = describeAddress(url);
  const found = await readVersion(url).catch((error: unknown) => {
    throw new DatabaseError(
      `DATABASE_URL: no PostgreSQL can be used at ${address} (${reasonOf(error)}). ` +
        "Start it or correct DATABASE_URL; without DATABASE_URL an embedded one is used.",
      { cause: error },
    );
  });
  const major = Math.floor(found / 10_000);
  if (major < oldestVersion) {
    throw new DatabaseError(
      `DATABASE_URL: PostgreSQL at ${address} is version ${major}; Holdpoint needs ${oldestVersion} or newer. Upgrade it, ` +
        "or use another one.",
    );
  }
}

/** Host, port and database, without user and password. */
function describeAddress(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || "localhost"}:${port || "5432"}${pathname}`;
}

async function readVersion(url: string): Promise<number> {
  try {
    return await queryVersion(url);
  } catch (error) {
    // 3D000: the server is there, the database is not; migrating creates it.
    if ((error as { code?: string }).code !== "3D000") throw error;
    const maintenance = new URL(url);
    maintenance.pathname = "/postgres";
    return queryVersion(maintenance.href);
  }
}

async function queryVersion(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version_num') as version");
    return Number(rows[0]?.version);
  } finally {
    await client.end().catch(() => {});
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
