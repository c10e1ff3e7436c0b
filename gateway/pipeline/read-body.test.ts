import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Upload } from "../message/upload.ts";
import { readBody } from "./read-body.ts";

let server: Server;
beforeAll(async () => {
  server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A request of which the sender has sent two of four bytes. */
async function halfSent(): Promise<{ request: IncomingMessage; response: ServerResponse; sender: Socket }> {
  const sender = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const arrived = once(server, "request");
  sender.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  const [request, response] = (await arrived) as [IncomingMessage, ServerResponse];
  return { request, response, sender };
}

test("a body that comes too slowly is refused, and one that comes in time is whole", async () => {
  const slow = await halfSent();
  expect(await readBody(slow.request, 50)).toMatchObject({ code: "body_incomplete" });
  const fine = await halfSent();
  const body = readBody(fine.request, 5_000);
  fine.sender.write("cd");
  expect(await body).toEqual(Buffer.from("abcd"));
});

test("a body whose sender leaves is refused", async () => {
  const { request, sender } = await halfSent();
  const body = readBody(request);
  sender.destroy();
  expect(await body).toMatchObject({ code: "body_incomplete" });
});

test("an upload whose sender pauses too long, or leaves, breaks; what came before has passed", async () => {
  for (const leaves of [false, true]) {
    const { request, response, sender } = await halfSent();
    const upload = new Upload(request, response, leaves ? 5_000 : 50);
    const passed: string[] = [];
    const passing = (async () => {
      for await (const chunk of upload.stream()) {
        passed.push(String(chunk));
        if (leaves) sender.destroy();
      }
    })();
    await expect(passing).rejects.toThrow(leaves ? "the caller left" : "the caller sends no more");
    expect([passed.join(""), upload.bytes]).toEqual(["ab", 2]);
  }
});
