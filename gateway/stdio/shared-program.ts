import { findJson, replaceJson } from "../message/replace-json.ts";
import { parseRpcMessage, type Program, type ProgramEvents, type RpcMessage } from "./program.ts";

const handshakeId = 0;
/** What a program says to all; the rest of what it says of its own accord may be about one caller's call. */
const toAll = /^notifications\/(?:(?:tools|prompts|resources)\/list_changed|resources\/updated)$/;

type Call = { member: ProgramEvents; id: string; token: string | undefined };

/**
 * One program for many sessions. It sees one client with no capabilities: requests get ids and progress tokens of their
 * own on the way in, which answers and progress lose on the way back, everything else stays byte for byte.
 */
export class SharedProgram {
  readonly #program: Program;
  readonly #members = new Set<ProgramEvents>();
  readonly #calls = new Map<number, Call>();
  /** Who waits for the one handshake, by the ids of their own. */
  #waiting: { member: ProgramEvents; id: string }[] = [];
  #handshake: "none" | "sent" | { result: string } = "none";
  #nextId = handshakeId + 1;

  constructor(open: (events: ProgramEvents) => Program) {
    this.#program = open({
      onMessage: (line) => this.#take(line),
      onEnd: () => {
        for (const member of this.#members) member.onEnd();
      },
    });
  }

  /** The program for one session more; it is stopped with the last. */
  join(member: ProgramEvents): Program {
    this.#members.add(member);
    return { send: (message) => this.#send(member, message), stop: () => this.#leave(member) };
  }

  #leave(member: ProgramEvents): void {
    if (!this.#members.delete(member)) return;
    for (const [id, call] of this.#calls) if (call.member === member) this.#cancel(id);
    member.onEnd();
    if (this.#members.size === 0) this.#program.stop();
  }

  #send(member: ProgramEvents, text: string): void {
    const message = parseRpcMessage(text);
    if (message?.method === "initialize") this.#greet(member, text, message);
    else if (message?.method === "notifications/cancelled") this.#cancelFor(member, message);
    else if (message?.method !== undefined && message.id !== undefined) this.#call(member, text);
    // Other notifications and answers are about one client, and the program knows of none.
  }

  #call(member: ProgramEvents, text: string): void {
    const id = this.#nextId++;
    const token = ["params", "_meta", "progressToken"];
    this.#calls.set(id, { member, id: valueAt(text, ["id"]) ?? "null", token: valueAt(text, token) });
    this.#program.send(replaceJson(replaceJson(text, ["id"], String(id)), token, String(id)));
  }

  #greet(member: ProgramEvents, text: string, { params }: RpcMessage): void {
    const id = valueAt(text, ["id"]) ?? "null";
    if (typeof this.#handshake === "object") {
      member.onMessage(`{"jsonrpc":"2.0","id":${id},"result":${this.#handshake.result}}`);
      return;
    }
    this.#waiting.push({ member, id });
    if (this.#handshake === "sent") return;
    this.#handshake = "sent";
    const clientInfo = { name: "holdpoint", version: "1" };
    const own = { protocolVersion: params?.["protocolVersion"], capabilities: {}, clientInfo };
    this.#program.send(JSON.stringify({ jsonrpc: "2.0", id: handshakeId, method: "initialize", params: own }));
  }

  #cancelFor(member: ProgramEvents, { params }: RpcMessage): void {
    const wanted = JSON.stringify(params?.["requestId"]);
    for (const [id, call] of this.#calls) if (call.member === member && call.id === wanted) this.#cancel(id);
  }

  #cancel(id: number): void {
    this.#calls.delete(id);
    this.#program.send(
      JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: id } }),
    );
  }

  #take(line: string): void {
    const message = parseRpcMessage(line);
    if (!message) return;
    if (message.method === undefined) this.#answer(line, message);
    else if (message.id !== undefined) this.#decline(line, message);
    else if (message.method === "notifications/progress") this.#progress(line, message);
    else if (typeof message.method === "string" && toAll.test(message.method)) this.#tellAll(line);
  }

  #tellAll(line: string): void {
    for (const member of this.#members) member.onMessage(line);
  }

  #answer(line: string, { id }: RpcMessage): void {
    if (id === handshakeId) return this.#welcome(line);
    const call = this.#calls.get(Number(id));
    if (!call) return;
    this.#calls.delete(Number(id));
    call.member.onMessage(replaceJson(line, ["id"], call.id));
  }

  #welcome(line: string): void {
    const result = valueAt(line, ["result"]);
    if (result !== undefined) {
      this.#handshake = { result };
      this.#program.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
    } else {
      this.#handshake = "none";
    }
    for (const { member, id } of this.#waiting.splice(0)) member.onMessage(replaceJson(line, ["id"], id));
  }

  #progress(line: string, { params }: RpcMessage): void {
    const call = this.#calls.get(Number(params?.["progressToken"]));
    if (call?.token !== undefined) call.member.onMessage(replaceJson(line, ["params", "progressToken"], call.token));
  }

  /** Which of its callers should it be asking? */
  #decline(line: string, { method }: RpcMessage): void {
    const id = valueAt(line, ["id"]) ?? "null";
    const error = '{"code":-32601,"message":"A shared program cannot ask its callers."}';
    this.#program.send(`{"jsonrpc":"2.0","id":${id},${method === "ping" ? '"result":{}' : `"error":${error}`}}`);
  }
}

function valueAt(text: string, path: readonly string[]): string | undefined {
  const found = findJson(text, path);
  return found && text.slice(found.start, found.end);
}
