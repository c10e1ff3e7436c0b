import pg from "pg";

/** Runs `work` on a connection to `database` (default: the one the address names). */
export async function withClient(url, database, work) {
  const address = new URL(url);
  const name = decodeURIComponent(address.pathname.slice(1)) || "postgres";
  address.pathname = `/${database ?? name}`;
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    return await work(client, name);
  } finally {
    await client.end();
  }
}

/** Creates the database the address names if absent; returns its name. */
export function ensureDatabase(url) {
  return withClient(url, "postgres", async (client, name) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
    return name;
  });
}

/** Prisma reads the engine's stderr as log lines of this shape. */
function log(level, fields) {
  console.error(JSON.stringify({ level, target: "schema_engine::logger", fields }));
}

/** The engine's `cli` commands. Returns the exit code. */
export async function adminCommand(command, url) {
  // Prisma drops the first line.
  log("INFO", { message: command });
  try {
    if (command === "create-database") log("INFO", { message: `Successfully created ${await ensureDatabase(url)}` });
    else if (command === "can-connect-to-database")
      await withClient(url, undefined, (client) => client.query("select 1"));
    else if (command === "drop-database") {
      await withClient(url, "postgres", (client, name) =>
        client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
      );
    }
    return 0;
  } catch (error) {
    const code = error.code === "3D000" ? "P1003" : "P1001";
    log("ERROR", { message: error.message, is_panic: false, error_code: code, meta: {} });
    return 1;
  }
}
