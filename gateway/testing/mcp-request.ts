/** POSTs one JSON-RPC request the way an MCP client does. */
export function postRpc(
  url: string,
  token: string,
  message: { id?: string | number; method: string; params?: unknown },
  options: { signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(`${url}/mcp/tools`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...options.headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    ...(options.signal && { signal: options.signal }),
  });
}

export type RpcAnswer = {
  id: string | number | null;
  result?: { content?: { type: string; text: string }[]; isError?: boolean; _meta?: Record<string, unknown> };
  error?: { code: number; message: string };
};

/** The JSON-RPC message of an answer: its JSON, or the last message of its event stream. */
export async function readRpc(response: Response): Promise<RpcAnswer> {
  const text = await response.text();
  if (!(response.headers.get("content-type") ?? "").startsWith("text/event-stream"))
    return JSON.parse(text) as RpcAnswer;
  const data = text.split("\n").filter((line) => line.startsWith("data: "));
  return JSON.parse(data.at(-1)?.slice(6) ?? "null") as RpcAnswer;
}
