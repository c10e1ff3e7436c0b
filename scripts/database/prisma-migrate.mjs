// `npm run db:migrate -- dev --create-only --name …`: Prisma's own migrate commands, with our stand-in for its engine.
// Needs DATABASE_URL of a server where databases may be created, such as the embedded one while it runs.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const engine = fileURLToPath(new URL("schema-engine.mjs", import.meta.url));
const prisma = fileURLToPath(import.meta.resolve("prisma/build/index.js"));
const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: engine, CHECKPOINT_DISABLE: "1" };
const { status } = spawnSync(process.execPath, [prisma, "migrate", ...process.argv.slice(2)], {
  stdio: "inherit",
  env,
});
process.exit(status ?? 1);
