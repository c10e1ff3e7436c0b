import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as wasm from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { withClient } from "./admin.mjs";

const charOid = 18;
const bpcharOid = 1042;
const characterColumn = 6;

/** The wasm engine on a database; `diff` from nothing works before the database exists. */
export async function openEngine(url, datamodels) {
  await instantiate();
  const factory = patchedFactory(await reachable(url));
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined };
  return wasm.SchemaEngine.new(options, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

async function instantiate() {
  // A panic in the engine looks for this by name.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: "",
    set_message(message) {
      this.message = message;
    },
  };
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const bytes = readFileSync(entry.replace(/schema_engine\.js$/, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": wasm });
  wasm.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

async function reachable(url) {
  try {
    await withClient(url, undefined, (client) => client.query("select 1"));
    return url;
  } catch (error) {
    if (error.code !== "3D000") throw error;
    const maintenance = new URL(url);
    maintenance.pathname = "/postgres";
    return maintenance.href;
  }
}

/** The pg adapter, with what keeps it from serving the schema engine put right. */
function patchedFactory(url) {
  const address = new URL(url);
  // Separate fields: given a connection string, pg would ignore the shadow database's name and use the real one.
  const config = {
    host: address.hostname,
    port: Number(address.port || 5432),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    database: decodeURIComponent(address.pathname.slice(1)),
  };
  const schema = address.searchParams.get("schema") ?? undefined;
  const factory = new PrismaPg(config, { schema });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => patchConnection(await connect());
  factory.connectToShadowDb = async () => {
    const database = `prisma_shadow_${randomUUID().replaceAll("-", "")}`;
    await withClient(url, "postgres", (client) => client.query(`create database ${pg.escapeIdentifier(database)}`));
    const connection = patchConnection(await new PrismaPg({ ...config, database }, { schema }).connect());
    const dispose = connection.dispose.bind(connection);
    connection.dispose = async () => {
      await dispose();
      const drop = `drop database if exists ${pg.escapeIdentifier(database)} with (force)`;
      await withClient(url, "postgres", (client) => client.query(drop));
    };
    return connection;
  };
  return factory;
}

/** Sends scripts whole (the adapter splits at semicolons, which breaks function bodies), here and in transactions. */
function patchConnection(connection) {
  connection.executeScript = async (sql) => {
    await connection.underlyingDriver().query(sql);
  };
  const startTransaction = connection.startTransaction.bind(connection);
  connection.startTransaction = async (...given) => readCharColumns(await startTransaction(...given));
  return readCharColumns(connection);
}

/** The catalogue's internal "char" type is unknown to the adapter; the engine reads it as a character. */
function readCharColumns(queryable) {
  const queryRaw = queryable.queryRaw;
  queryable.queryRaw = async (query) => {
    let isChar = [];
    const performIO = async (given) => {
      const result = await queryable.performIO(given);
      isChar = result.fields.map((field) => field.dataTypeID === charOid);
      for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = bpcharOid;
      return result;
    };
    const result = await queryRaw.call(Object.create(queryable, { performIO: { value: performIO } }), query);
    result.columnTypes = result.columnTypes.map((type, index) => (isChar[index] ? characterColumn : type));
    return result;
  };
  return queryable;
}
