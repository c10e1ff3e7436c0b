import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

export type MailServer = { url: string; messages: string[]; close(): Promise<void> };

/** A mail server that speaks as much of SMTP (RFC 5321) as it takes to be handed a message, and keeps what it is given. */
export async function startMailServer(): Promise<MailServer> {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    converse(socket, (message) => messages.push(message));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function converse(socket: Socket, onMessage: (message: string) => void): void {
  let pending = "";
  let message: string[] | null = null;
  const say = (line: string) => socket.write(`${line}\r\n`);
  say("220 mail.test");
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    pending += chunk;
    const lines = pending.split("\r\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      if (message !== null && line === ".") {
        // Quoted-printable breaks long lines with a "=" at their end.
        onMessage(message.join("\n").replaceAll("=\n", ""));
        message = null;
        say("250 taken");
      } else if (message !== null) message.push(line);
      else if (line === "DATA") {
        message = [];
        say("354 go on");
      } else if (line === "QUIT") socket.end("221 bye\r\n");
      else if (line.startsWith("RCPT TO:<nobody@")) say("550 no such mailbox");
      else say("250 mail.test");
    }
  });
}
