import { spawnSync } from "node:child_process";
import { expect, inject, it } from "vitest";

it("the migrations make exactly the database that the Prisma schema describes", () => {
  const diff = ["diff", "--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma", "--exit-code"];
  const run = spawnSync(process.execPath, ["scripts/database/prisma-migrate.mjs", ...diff], {
    encoding: "utf8",
    env: { ...process.env, DATABASE_URL: inject("templateUrl") },
  });
  expect(`${run.stdout}${run.stderr}`).toContain("No difference detected");
  expect(run.status).toBe(0);
}, 60_000);
