import { postRpc, readRpc } from "#gateway/testing/mcp-request.ts";

/** What people will do with a call; `ignore` lets it expire, `cancel` is its caller's own doing. */
export type Fate = "approve" | "deny" | "ignore" | "cancel";
export type Style = "stream" | "task" | "async";
export type ChaosCall = { n: number; fate: Fate; style: Style };
/** The last word that a caller got. */
export type LastWord = "ran" | "denied" | "expired" | "cancelled" | "unknown" | "failed" | "kept-nothing";

type Options = {
  address: () => string;
  token: string;
  /** From when on there is a gateway to answer; the time to start another one is not the caller's. */
  servedSince: () => number;
  deadlineMs: number;
};

const pauseMs = 20;

/** A caller that never gives up: asks again after every error, until it has an answer that it can act on. */
export async function callUntilAnswered(call: ChaosCall, options: Options): Promise<LastWord | undefined> {
  const startedAt = performance.now();
  const state: { url?: string } = {};
  while (performance.now() < Math.max(startedAt, options.servedSince()) + options.deadlineMs) {
    const word = await askOnce(call, options, state).catch((error: unknown) => {
      // A gateway that was killed, or that cannot write: ask again. An answer of another call is another matter.
      if (error instanceof WrongAnswer) throw error;
      return undefined;
    });
    if (word !== undefined) return word;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return undefined;
}

function askOnce(call: ChaosCall, options: Options, state: { url?: string }): Promise<LastWord | undefined> {
  if (call.style === "stream") return askOnStream(call, options);
  return call.style === "task" ? askTask(call, options, state) : askAsync(call, options, state);
}

async function askOnStream({ n, fate }: ChaosCall, { address, token }: Options): Promise<LastWord | undefined> {
  const message = { id: n, method: "tools/call", params: { name: `pay-${fate}`, arguments: { n } } };
  const response = await postRpc(address(), token, message, { signal: AbortSignal.timeout(3_000) });
  const { result } = await readRpc(response);
  return result && wordOf(result.isError === true, result.content?.[0]?.text ?? "", n);
}

type TaskResult = { taskId?: string; status?: string; result?: { isError?: boolean; content: { text: string }[] } };

async function askTask(
  { n, fate }: ChaosCall,
  { address, token }: Options,
  state: { url?: string },
): Promise<LastWord | undefined> {
  async function send(method: string, params: Record<string, unknown>, name: string): Promise<TaskResult | undefined> {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": { extensions: { "io.modelcontextprotocol/tasks": {} } },
    };
    const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": method, "mcp-name": name };
    const message = { id: n, method, params: { ...params, _meta } };
    const response = await postRpc(address(), token, message, { signal: AbortSignal.timeout(3_000), headers });
    return (await readRpc(response)).result as TaskResult | undefined;
  }
  if (state.url === undefined) {
    const name = `pay-${fate}`;
    const made = await send("tools/call", { name, arguments: { n } }, name);
    if (made?.taskId === undefined) {
      const plain = made as { isError?: boolean; content?: { text: string }[] } | undefined;
      return plain?.content && wordOf(plain.isError === true, plain.content[0]?.text ?? "", n);
    }
    state.url = made.taskId;
  }
  const taskId = state.url;
  if (fate === "cancel") await send("tasks/cancel", { taskId }, taskId);
  const polled = await send("tasks/get", { taskId }, taskId);
  if (polled?.status === "cancelled") return "cancelled";
  if (polled?.status !== "completed" || !polled.result) return undefined;
  return wordOf(polled.result.isError === true, polled.result.content[0]?.text ?? "", n);
}

async function askAsync(
  { n, fate }: ChaosCall,
  { address, token }: Options,
  state: { url?: string },
): Promise<LastWord | undefined> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", prefer: "respond-async" };
  const signal = AbortSignal.timeout(3_000);
  if (state.url === undefined) {
    const url = `${address()}/http/api/pay-${fate}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ n }), signal });
    const text = await response.text();
    if (response.status === 200 || response.status === 403) return wordOf(response.status !== 200, text, n);
    if (response.status !== 202) return undefined;
    state.url = (JSON.parse(text) as { id: string }).id;
  }
  const url = `${address()}/http/api/.well-known/holdpoint/holds/${state.url}`;
  if (fate === "cancel") await fetch(url, { method: "DELETE", headers, signal });
  const response = await fetch(url, { headers, signal });
  if (!response.ok) return undefined;
  const { status, answerUrl } = (await response.json()) as { status: string; answerUrl?: string };
  const words: Record<string, LastWord> = {
    denied: "denied",
    expired: "expired",
    cancelled: "cancelled",
    unknown: "unknown",
    failed: "failed",
    completed: "kept-nothing",
  };
  if (status !== "completed" || answerUrl === undefined) return words[status];
  const answer = await fetch(`${url}/answer`, { headers, signal });
  return answer.ok ? wordOf(false, await answer.text(), n) : undefined;
}

/** What an answer says; undefined for one that asks to be asked again. Throws where it is the answer of another call. */
function wordOf(failed: boolean, text: string, n: number): LastWord | undefined {
  if (!failed) {
    if (!text.includes(`paid ${n}.`)) throw new WrongAnswer(`call ${n} was answered: ${text}`);
    return "ran";
  }
  if (text.includes("denied by")) return "denied";
  if (text.includes("in time")) return "expired";
  if (text.includes("was cancelled")) return "cancelled";
  if (text.includes("was never seen")) return "unknown";
  if (text.includes("was not kept")) return "kept-nothing";
  return undefined;
}

/** A caller got what belongs to another call. */
class WrongAnswer extends Error {}
