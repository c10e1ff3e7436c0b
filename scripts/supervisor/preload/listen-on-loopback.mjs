// For programs that would listen on every interface and have no option against it.
import { Server } from "node:net";

const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  const [port, ...rest] = args;
  const isPort = typeof port === "number" || (typeof port === "string" && /^\d+$/.test(port));
  return listen.apply(this, isPort && typeof rest[0] !== "string" ? [port, "127.0.0.1", ...rest] : args);
};
