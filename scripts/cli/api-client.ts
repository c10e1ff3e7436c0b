import { z } from "zod";
import { CliError } from "./cli-error.ts";

const Problem = z.object({
  code: z.string(),
  detail: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
});

const mostWaits = 5;
const timeoutMs = 30_000;

export type ApiClient = {
  /** Where the console is. */
  url: string;
  get: <T>(path: string, schema: z.ZodType<T>) => Promise<T>;
  send: <T>(method: "POST" | "PUT", path: string, body: unknown, schema: z.ZodType<T>) => Promise<T>;
  /** As `send`, where the answer says nothing new. */
  change: (method: "POST" | "PUT", path: string, body: unknown) => Promise<undefined>;
};

/** Speaks the console's API with one key. Throws CliError with what the API said, or why it cannot be reached. */
export function createApiClient(url: string, key: string): ApiClient {
  async function call<T>(method: string, path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    const response = await ask(method, path, body);
    const text = await response.text();
    const json = parse(text);
    if (!response.ok) throw new CliError(describe(method, path, response.status, json));
    const answer = schema.safeParse(json);
    if (answer.success) return answer.data;
    throw new CliError(`${url} answered ${method} ${path} with something else than Holdpoint's API does.`);
  }

  async function ask(method: string, path: string, body: unknown): Promise<Response> {
    for (let waits = 0; ; waits++) {
      const response = await request(method, path, body);
      const retryAfterS = Number(response.headers.get("retry-after") ?? "1");
      if (response.status !== 429 || waits === mostWaits) return response;
      await new Promise((resolve) => setTimeout(resolve, Math.min(60, Math.max(1, retryAfterS)) * 1000));
    }
  }

  async function request(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A key must not follow a redirect to somewhere else.
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (cause) {
      throw new CliError(`${url} cannot be reached. Is HOLDPOINT_URL the console's address?`, { cause });
    }
  }

  return {
    url,
    get: (path, schema) => call("GET", path, undefined, schema),
    send: call,
    async change(method, path, body) {
      await call(method, path, body, z.unknown());
      return undefined;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(method: string, path: string, status: number, json: unknown): string {
  const problem = Problem.safeParse(json);
  if (!problem.success) return `${method} ${path} was answered with status ${status}.`;
  const { code, detail, fields = {} } = problem.data;
  const lines = Object.entries(fields).map(([field, message]) => `  ${field}: ${message}`);
  return [`${method} ${path} was refused (${code}): ${detail}`, ...lines].join("\n");
}
