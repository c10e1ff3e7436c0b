#!/usr/bin/env node
// The command line for pipelines: `npx holdpoint apply -f holdpoint.yaml`. See docs/as-code.md.
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleIfNeeded, generateIfNeeded } from "./start/build.mjs";
import { installIfNeeded } from "./start/install.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const folder = process.cwd();
try {
  process.chdir(root);
  installIfNeeded(root);
  generateIfNeeded(root);
  await bundleIfNeeded(root);
} catch (error) {
  console.error(`holdpoint: ${error.message}`);
  process.exit(1);
}
// Files are named from where the command was given.
process.chdir(folder);
await import(pathToFileURL(path.join(root, "dist/holdpoint.mjs")).href);
