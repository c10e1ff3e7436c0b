import { AppError } from "#lib/core/errors.ts";
import type { Logger } from "#lib/observability/logger.ts";

/** A body of an answer, read on only as fast as it is taken; who goes away ends what makes it. */
export function toStream(chunks: AsyncIterator<Buffer, void>, logger: Logger): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const result = await chunks.next();
          if (result.done) controller.close();
          else controller.enqueue(result.value);
        } catch (error) {
          // The status is sent already: breaking off is the only way to say that the file is not whole.
          if (!(error instanceof AppError)) logger.error({ err: error }, "a download failed");
          controller.error(error);
        }
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
