import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { digestOf, isCurrent, writeStamp } from "./sources.mjs";

const shared = ["lib", "prisma", "generated/prisma", "package-lock.json", "package.json", "tsconfig.json"];

/** Name of each bundle and the file it starts from. */
const bundles = {
  supervisor: "scripts/supervisor/supervise.ts",
  "postgres-keeper": "lib/database/embedded-postgres/keeper.ts",
  gateway: "gateway/main.ts",
  worker: "worker/main.ts",
  "openid-provider": "scripts/local/openid-provider-process.ts",
  datadog: "scripts/local/datadog-process.ts",
  holdpoint: "scripts/cli/main.ts",
};

// Bundled CommonJS packages expect these; the result is an ES module.
const banner = `import{createRequire as __cr}from"node:module";import{fileURLToPath as __fu}from"node:url";import{dirname as __dn}from"node:path";const require=__cr(import.meta.url),__filename=__fu(import.meta.url),__dirname=__dn(__filename);`;

/** Generates the Prisma client where the schema changed. */
export function generateIfNeeded(root) {
  const digest = digestOf(root, ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
  const stamp = path.join(root, "generated/.schema");
  if (isCurrent(stamp, digest, path.join(root, "generated/prisma/client.ts"))) return;
  // Generating needs no schema engine, but Prisma downloads one unless it is told of a program in its place.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };
  const args = [path.join(root, "node_modules/prisma/build/index.js"), "generate"];
  const result = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`prisma generate failed:\n${result.stdout}${result.stderr}`);
  writeStamp(stamp, digest);
}

/** Bundles the processes into dist/, where sources changed. */
export async function bundleIfNeeded(root) {
  const sources = [...shared, "gateway", "worker", "scripts"];
  const digest = digestOf(root, sources);
  const stamp = path.join(root, "dist/.sources");
  if (isCurrent(stamp, digest, path.join(root, "dist/supervisor.mjs"))) return;
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.entries(bundles).map(([out, file]) => ({ in: file, out })),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "error",
    external: [
      "pg-native",
      "redis",
      "bullmq-otel",
      "embedded-postgres",
      "@datadog/datadog-api-client",
      "@datadog/sketches-js",
    ],
    banner: { js: banner },
  });
  // Its service would stay as long as we do.
  await esbuild.stop();
  writeStamp(stamp, digest);
}

const keptConsoles = 3;

/**
 * Builds the console's pages where sources changed, in a folder of their digest: a console that runs keeps the pages it
 * was started with. Resolves with that folder; `stop` ends it half-way. Throws what Next said.
 */
export async function buildConsoleIfNeeded(root, stop) {
  const sources = [...shared, "app", "components", "public", "next.config.ts", "postcss.config.mjs", "proxy.ts"];
  const digest = digestOf(root, sources);
  const folder = `dist/console/${digest.slice(0, 12)}`;
  const stamp = path.join(root, folder, ".sources");
  if (isCurrent(stamp, digest, path.join(root, folder, "BUILD_ID"))) return folder;
  console.log("Building the console; this happens once and after changes.");
  await buildConsole(root, folder, stop);
  writeStamp(stamp, digest);
  removeOldConsoles(path.join(root, "dist/console"));
  return folder;
}

function buildConsole(root, folder, stop) {
  // Next adds the folder of its build to the tsconfig it is given; this one is thrown away.
  const tsconfig = `${folder}.tsconfig.json`;
  mkdirSync(path.join(root, "dist/console"), { recursive: true });
  writeFileSync(path.join(root, tsconfig), JSON.stringify({ extends: "../../tsconfig.json" }));
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_DIST_DIR: folder,
    NEXT_TSCONFIG: tsconfig,
  };
  const args = [path.join(root, "node_modules/next/dist/bin/next"), "build"];
  return new Promise((resolve, reject) => {
    const build = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], signal: stop });
    let output = "";
    for (const stream of [build.stdout, build.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    build.once("error", reject);
    build.once("close", (code) => {
      rmSync(path.join(root, tsconfig), { force: true });
      if (code === 0) resolve();
      else reject(new Error(`next build failed:\n${output}`));
    });
  });
}

/** The newest few stay: one of them may be running. */
function removeOldConsoles(folder) {
  const byAge = readdirSync(folder)
    .map((name) => path.join(folder, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const old of byAge.slice(keptConsoles)) rmSync(old, { recursive: true, force: true });
}
