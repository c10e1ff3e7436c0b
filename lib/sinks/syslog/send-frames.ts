import { connect, rootCertificates } from "node:tls";
import { guardedLookup, networkWords } from "../post-batch.ts";
import type { SendResult } from "../sink-driver.ts";

const timeoutMs = 10_000;

/**
 * Writes the frames on a connection of their own and waits until the receiver has closed it in turn. Syslog knows no
 * acknowledgement; that the receiver has read to the end and closed in order is the most it can say.
 */
export function sendFrames(
  { url, frames, certificates }: { url: string; frames: string; certificates?: string | undefined },
  signal?: AbortSignal,
): Promise<SendResult> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port),
      lookup: guardedLookup,
      minVersion: "TLSv1.2",
      ...(!/^[\d.]+$|:/.test(host) && { servername: host }),
      ...(certificates !== undefined && { ca: [...rootCertificates, certificates] }),
    });
    let ended = false;
    const timer = setTimeout(() => fail("no orderly close within 10 s"), timeoutMs);
    const stop = () => fail("stopped");
    signal?.addEventListener("abort", stop, { once: true });

    function finish(result: SendResult): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      socket.destroy();
      resolve(result);
    }
    function fail(words: string): void {
      finish({ outcome: "retry", error: `${url} cannot be reached: ${words}.`, retryAfterMs: 0 });
    }

    socket.once("secureConnect", () => socket.end(frames));
    // Whatever it says is not for us; unread it would keep the end from arriving.
    socket.resume();
    // One that says goodbye before it can have read everything has not.
    socket.once("end", () => (ended = socket.writableFinished));
    socket.once("error", (error) => {
      const isTrust = /CERT|SELF_SIGNED|ALTNAME|VERIFY/.test(networkWords(error));
      if (!isTrust) return fail(networkWords(error));
      const words = `The certificate of ${url} is not trusted (${networkWords(error)}). Give the one to trust.`;
      finish({ outcome: "misconfigured", error: words });
    });
    socket.once("close", (hadError) => {
      if (hadError) return;
      if (ended) finish({ outcome: "accepted" });
      else fail("it closed before everything was sent");
    });
  });
}
