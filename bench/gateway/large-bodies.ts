import { once } from "node:events";
import { get, request, type IncomingMessage } from "node:http";
import type { Stack } from "./stack.ts";

const bodies = 200;
const atOnce = 8;
const gigabyte = 1_000_000_000;

/** Sends bodies of 1 MB through an HTTP connection, some at a time. Returns how many. */
export async function exchangeLargeBodies({ gatewayPort, token }: Stack): Promise<number> {
  const body = "b".repeat(1_000_000);
  let begun = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (begun++ < bodies) {
        const response = await fetch(`http://127.0.0.1:${gatewayPort}/http/files/upload`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
          body,
        });
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`a body of 1 MB was answered ${response.status}`);
      }
    }),
  );
  return bodies;
}

/** Reads 1 GB from the upstream through the gateway. Returns MB/s. */
export function streamGigabyte({ gatewayPort, token }: Stack): Promise<number> {
  const startedAt = performance.now();
  const path = `/http/files/stream?bytes=${gigabyte}`;
  return new Promise((resolve, reject) => {
    get({ port: gatewayPort, host: "127.0.0.1", path, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("error", reject);
      response.on("end", () => {
        if (bytes === gigabyte) resolve(gigabyte / 1_000 / (performance.now() - startedAt));
        else reject(new Error(`the stream ended after ${bytes} bytes`));
      });
    }).on("error", reject);
  });
}

/** Sends 1 GB to the upstream through the gateway. Returns MB/s. */
export async function uploadGigabyte({ gatewayPort, token }: Stack): Promise<number> {
  const startedAt = performance.now();
  const chunk = Buffer.alloc(1_000_000, "u");
  const headers = { authorization: `Bearer ${token}`, "content-length": gigabyte };
  const upload = request({ port: gatewayPort, host: "127.0.0.1", path: "/http/files/upload", method: "PUT", headers });
  const answered = once(upload, "response") as Promise<[IncomingMessage]>;
  for (let bytes = 0; bytes < gigabyte; bytes += chunk.length) {
    if (!upload.write(chunk)) await once(upload, "drain");
  }
  upload.end();
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 200) throw new Error(`an upload of 1 GB was answered ${response.statusCode}`);
  return gigabyte / 1_000 / (performance.now() - startedAt);
}
