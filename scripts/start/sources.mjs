import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const ignored = /(^|\/)(node_modules|dist|\.next)(\/|$)|\.test\.tsx?$/;

/** One digest over names and contents of files and folders, so that a build runs only when one of them changed. */
export function digestOf(root, entries) {
  const hash = createHash("sha256").update(process.version);
  for (const file of entries.flatMap((entry) => filesBelow(root, entry))) {
    hash.update(`${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

/** Whether `product` was made from this digest. */
export function isCurrent(stampFile, digest, product) {
  return existsSync(product) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === digest;
}

export function writeStamp(stampFile, digest) {
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, digest);
}

function filesBelow(root, entry) {
  const full = path.join(root, entry);
  if (ignored.test(entry) || !existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [entry];
  const names = readdirSync(full).sort();
  return names.flatMap((name) => filesBelow(root, path.posix.join(entry, name)));
}
