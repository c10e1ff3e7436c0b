import pg from "pg";
import type { Sealer } from "#lib/crypto/sealer.ts";

const proof = "holdpoint";

/** `new`: nothing sealed yet. `opened`: our secret opens what is there. `refused`: it was sealed with another one. */
export type InstallationState = "new" | "opened" | "refused";

/** Whether the database holds an installation, and if a sealer is given, whether it opens it. Changes nothing. */
export async function checkInstallation(url: string, sealer: Sealer | undefined): Promise<InstallationState> {
  return withClient(url, async (client) => {
    const { rows: tables } = await client.query<{ found: boolean }>(
      "select to_regclass('installation') is not null as found",
    );
    if (!tables[0]?.found) return "new";
    return judge(client, sealer);
  }).catch((error: unknown) => {
    if ((error as { code?: string }).code === "3D000") return "new";
    throw error;
  });
}

/** Records that this secret seals the data, unless another was recorded first. Needs the tables. */
export async function claimInstallation(url: string, sealer: Sealer): Promise<InstallationState> {
  return withClient(url, async (client) => {
    await client.query("insert into installation (id, secret_check) values (1, $1) on conflict do nothing", [
      sealer.seal("installation", proof),
    ]);
    return judge(client, sealer);
  });
}

async function judge(client: pg.Client, sealer: Sealer | undefined): Promise<InstallationState> {
  const { rows } = await client.query<{ sealed: Buffer }>("select secret_check as sealed from installation");
  const [row] = rows;
  if (!row) return "new";
  try {
    return sealer?.open("installation", row.sealed).toString() === proof ? "opened" : "refused";
  } catch {
    return "refused";
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
