import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

const server = `
  import { createServer } from "node:http";
  createServer((request, response) => response.end(request.headers["x-forwarded-for"]))
    .listen(0, "127.0.0.1", function () { process.send(this.address().port); });
`;

test("the console learns the address of its peer, whatever the peer says about itself", async () => {
  const preload = ["--import", "./scripts/supervisor/preload/append-peer-address.mjs"];
  const child = spawn(process.execPath, [...preload, "--input-type=module", "-e", server], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [port] = (await once(child, "message")) as [number];
  const ask = async (headers: Record<string, string>) => (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
  expect(await ask({})).toBe("127.0.0.1");
  expect(await ask({ "x-forwarded-for": "198.51.100.1" })).toBe("198.51.100.1, 127.0.0.1");
  child.kill("SIGKILL");
  await once(child, "exit");
});
