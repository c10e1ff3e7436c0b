import type { Pool } from "./pool.ts";

/** Whether the database answers within `timeoutMs`. Never throws. */
export async function pingDatabase(pool: Pool, timeoutMs = 1_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const answered = pool.query("select 1").then(
    () => true,
    () => false,
  );
  const alive = await Promise.race([answered, late]);
  clearTimeout(timer);
  return alive;
}
