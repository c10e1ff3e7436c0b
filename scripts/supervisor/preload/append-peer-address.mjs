// Loaded into the console. Next hands its pages no socket, so the address of the peer goes where a proxy would put it: at
// the end of X-Forwarded-For, which is the one entry that the other side cannot have written.
import { Server } from "node:http";

const emit = Reflect.get(Server.prototype, "emit");

Server.prototype.emit = function emitWithPeer(event, ...args) {
  const [request] = args;
  if (event === "request") {
    const given = request.headers["x-forwarded-for"];
    const peer = request.socket.remoteAddress ?? "unknown";
    request.headers["x-forwarded-for"] = given ? `${given}, ${peer}` : peer;
  }
  return Reflect.apply(emit, this, [event, ...args]);
};
