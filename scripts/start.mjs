// `npm start`. Plain JavaScript without dependencies: it must run before anything is installed.
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const startedAt = Date.now() - process.uptime() * 1000;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `holdpoint: Node ${process.versions.node} is too old. Install Node 20.19 or newer (24 is recommended).`,
  );
  process.exit(1);
}

process.chdir(root);
const { installIfNeeded } = await import("./start/install.mjs");
const { generateIfNeeded, bundleIfNeeded, buildConsoleIfNeeded } = await import("./start/build.mjs");
// `--only=install` and `--only=build` stop before anything runs; the tests begin with them.
const only = /^--only=(install|build)$/.exec(process.argv[2] ?? "")?.[1];
try {
  loadEnvFile();
  installIfNeeded(root);
  generateIfNeeded(root);
  if (only !== "install") await bundleIfNeeded(root);
  if (only === "build") await buildConsoleIfNeeded(root);
} catch (error) {
  console.error(`holdpoint: ${error.message}`);
  process.exit(1);
}
if (!only) {
  const { supervise } = await import(pathToFileURL(path.join(root, "dist/supervisor.mjs")).href);
  await supervise({ root, startedAt, prepareConsole: (stop) => buildConsoleIfNeeded(root, stop) });
}

/** `.env` fills in what the environment does not say. */
function loadEnvFile() {
  try {
    process.loadEnvFile(path.join(root, ".env"));
  } catch (error) {
    if (error.code !== "ENOENT") throw new Error(`.env cannot be read: ${error.message}`, { cause: error });
  }
}
