#!/usr/bin/env node
// Stands in for Prisma's schema engine, which npm does not ship and which Prisma would download: the same line-delimited
// JSON-RPC on standard streams, answered by @prisma/schema-engine-wasm over the pg adapter. For developers only: the
// product applies migrations by itself (lib/database/migrate.ts). Used through scripts/database/prisma-migrate.mjs.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { adminCommand, ensureDatabase } from "./schema-engine/admin.mjs";
import { openEngine } from "./schema-engine/engine.mjs";

const args = process.argv.slice(2);
if (args.includes("--version")) {
  console.log("schema-engine-cli wasm");
  process.exit(0);
}
const { command, datamodels, url } = readArguments(args);
if (command) process.exit(await adminCommand(command, url));

let engine;
const answer = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const methods = { getDatabaseVersion: "version" };

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === "") continue;
  const { id, method, params } = JSON.parse(line);
  // Without a method it is the client acknowledging a print.
  if (method) answer({ id, ...(await respond(id, method, params)) });
}
process.exit(0);

async function respond(id, method, params) {
  try {
    if (method === "createDatabase") return { result: { databaseName: await ensureDatabase(url) } };
    engine ??= await openEngine(
      url,
      datamodels.map((file) => [file, readFileSync(file, "utf8")]),
    );
    const result = (await engine[methods[method] ?? method](params)) ?? {};
    if (method !== "diff" || !result.stdout) return { result };
    // The native engine prints a difference through the client, and only then answers.
    answer({ id: `print-${id}`, method: "print", params: { content: result.stdout.replace(/\n$/, "") } });
    return { result: { exitCode: result.exitCode, stdout: null } };
  } catch (error) {
    const message = globalThis.PRISMA_WASM_PANIC_REGISTRY?.message || String(error?.message ?? error);
    const data = { message, is_panic: false, ...(error?.code && { error_code: error.code }) };
    return { error: { code: 4466, message: "An error happened. Check the data field for details.", data } };
  }
}

function readArguments(given) {
  const found = { command: undefined, datamodels: [], url: process.env.DATABASE_URL };
  for (let index = 0; index < given.length; index++) {
    if (given[index] === "--datamodels" || given[index] === "--datamodel") found.datamodels.push(given[++index]);
    else if (given[index] === "--datasource") found.url = JSON.parse(given[++index]).url ?? found.url;
    else if (given[index] === "cli") found.command = given[++index];
    else if (given[index] === "--enabled-preview-features" || given[index] === "--extension-types") index++;
  }
  return found;
}
