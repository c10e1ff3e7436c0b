/** A running stdio server as a session uses it. */
export type Program = {
  send: (message: string) => void;
  stop: () => void;
};

/** What a program tells whoever uses it. */
export type ProgramEvents = {
  /** One message, a line. */
  onMessage: (line: string) => void;
  onEnd: () => void;
};

/** What a line says, as far as it is looked at; undefined where it is no message. */
export type RpcMessage = { id?: unknown; method?: unknown; params?: Record<string, unknown>; result?: unknown };

export function parseRpcMessage(line: string): RpcMessage | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
