import { Banner } from "#components/ui/banner.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import type { EventPreview } from "#lib/sinks/preview-event.ts";

/** An invented event as the sink gets it, with its filter and masks applied. */
export function EventView({ preview }: { preview: EventPreview | string }) {
  if (typeof preview === "string") return <Banner tone="danger">{preview}</Banner>;
  const json = parse(preview);
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <p className="text-sm text-muted">
        An approved call, as this sink gets it: without what it leaves out, and masked as it says. The call is invented.
      </p>
      {!preview.isTaken && <Banner tone="warning">The filter of this sink leaves such an event out.</Banner>}
      {json === undefined ? (
        <CodeBlock code={preview.text} name="event" />
      ) : (
        <JsonView value={json} label="What an event looks like" />
      )}
    </div>
  );
}

function parse({ text, contentType }: EventPreview): unknown {
  if (contentType !== "application/json") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // More than one line of JSON, as bulk requests are.
    return undefined;
  }
}
