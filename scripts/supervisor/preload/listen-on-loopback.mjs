// For programs that would listen on every interface and have no option against it.
import { Server } from "node:net";

Server.prototype.listen = new Proxy(Reflect.get(Server.prototype, "listen"), {
  apply(listen, server, [port, ...rest]) {
    const isPort = typeof port === "number" || (typeof port === "string" && /^\d+$/.test(port));
    const withHost = isPort && typeof rest[0] !== "string" ? [port, "127.0.0.1", ...rest] : [port, ...rest];
    return Reflect.apply(listen, server, withHost);
  },
});
