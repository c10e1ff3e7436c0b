import { AppError } from "#lib/core/errors.ts";
import { problem } from "./problem.ts";

const mostBytes = 2 * 1024 * 1024;

/** The body as JSON, or the refusal. Throws `invalid` where it is not JSON. */
export async function readJson(request: Request): Promise<{ json: unknown } | { refusal: Response }> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    return { refusal: problem("unsupported_media_type", "Send the body as application/json.") };
  }
  const text = await readText(request);
  if (text === null) return { refusal: problem("too_large", "The body is larger than 2 MB.") };
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    const why = error instanceof SyntaxError ? ` ${error.message}.` : "";
    throw new AppError("invalid", `The body is not JSON.${why}`, { cause: error });
  }
}

/** Reads no more than it may: null where there is more. */
async function readText(request: Request): Promise<string | null> {
  if (!request.body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
