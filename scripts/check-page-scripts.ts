import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { z } from "zod";

// What a browser loads before a page answers, as the built pages list it and as the console compresses it. Nothing of
// what checks input is in it: pages know shapes (`lib/*/shapes.ts`) and get the rest when something is opened.

const limitBytes = 250_000;
const checksInput = "ZodError";

type Build = { buildConsoleIfNeeded: (root: string) => Promise<string> };
const { buildConsoleIfNeeded } = (await import(pathToFileURL(path.resolve("scripts/start/build.mjs")).href)) as Build;
const folder = await buildConsoleIfNeeded(process.cwd());

const Root = z.object({ rootMainFiles: z.array(z.string()).min(1) });
const Manifest = z.object({ entryJSFiles: z.record(z.string(), z.array(z.string())) });

const { rootMainFiles } = Root.parse(JSON.parse(readFileSync(path.join(folder, "build-manifest.json"), "utf8")));
const known = new Map<string, { bytes: number; checks: boolean }>();
const pages = readdirSync(path.join(folder, "server/app"), { recursive: true, encoding: "utf8" })
  .filter((file) => path.basename(file) === "page_client-reference-manifest.js")
  .map((manifest) => ({ route: routeOf(manifest), files: filesOf(manifest) }))
  .map(({ route, files }) => ({ route, files, bytes: files.reduce((sum, file) => sum + read(file).bytes, 0) }))
  .toSorted((one, other) => other.bytes - one.bytes);

const faults = pages.flatMap(({ route, files, bytes }) => [
  ...(bytes > limitBytes ? [`${route} begins with ${kilobytes(bytes)} of script`] : []),
  ...files.filter((file) => read(file).checks).map((file) => `${route} loads what checks input: ${file}`),
]);
for (const { route, bytes } of pages) console.log(`${kilobytes(bytes).padStart(7)} ${route}`);
for (const fault of faults) console.error(fault);
if (pages.length < 20) console.error(`only ${pages.length} pages were found`);
if (faults.length > 0 || pages.length < 20) process.exit(1);
console.log(`${pages.length} pages, each with at most ${kilobytes(limitBytes)} of script`);

/** Folders in parentheses are no part of an address. */
function routeOf(manifest: string): string {
  return `/${path.dirname(manifest).replaceAll(/\([a-z]+\)\//g, "")}`;
}

/** The scripts of a page, its layouts and its error pages. */
function filesOf(manifest: string): string[] {
  const context = { globalThis: {} as { __RSC_MANIFEST?: Record<string, unknown> } };
  runInNewContext(readFileSync(path.join(folder, "server/app", manifest), "utf8"), context);
  const [page] = Object.values(context.globalThis.__RSC_MANIFEST ?? {});
  return [...new Set([...rootMainFiles, ...Object.values(Manifest.parse(page).entryJSFiles).flat()])];
}

function read(file: string): { bytes: number; checks: boolean } {
  let facts = known.get(file);
  if (facts) return facts;
  const script = readFileSync(path.join(folder, file));
  facts = { bytes: gzipSync(script).length, checks: script.includes(checksInput) };
  known.set(file, facts);
  return facts;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
