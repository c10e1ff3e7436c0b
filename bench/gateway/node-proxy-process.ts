import { Agent, createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

// What stands in for nginx where there is none: a proxy that only passes on. Started with the upstream's port.

const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true });
const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const onward = send({ agent, host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));
