import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

/**
 * Stands where the suite expects its server and passes everything to `target`, with `authorization` added: the suite has
 * no way to send a credential. Its own name in Host and Origin becomes the target's; any other name stays.
 */
export async function startHeaderShim(options: {
  target: string;
  authorization: string;
}): Promise<{ url: string; close: () => Promise<void> }> {
  const target = new URL(options.target);
  let own = "";
  const server = createServer((request, response) => {
    const headers: string[] = [];
    for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
      const [name = "", value = ""] = request.rawHeaders.slice(index, index + 2);
      const named = /^(host|origin)$/i.test(name);
      headers.push(name, named ? value.replace(own, target.host) : value);
    }
    const onward = send(target, {
      method: request.method ?? "GET",
      headers: [...headers, "authorization", options.authorization],
      setHost: false,
    });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      response.flushHeaders();
      pipeline(answer, response, () => {});
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  own = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${own}/mcp`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
