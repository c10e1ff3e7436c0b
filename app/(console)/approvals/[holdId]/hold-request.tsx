import type { ReactNode } from "react";
import { MonoValue } from "#components/ui/code.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HeldRequest, RequestChange } from "#lib/holds/schemas.ts";
import { ChangesList } from "./changes-list.tsx";

/** Exactly what would run: what is approved is this and nothing else. */
export function HoldRequest({ request }: { request: HeldRequest | null }) {
  if (request === null) {
    return (
      <Part title="Arguments">
        <p className="text-sm text-muted">
          What the call says is shown to those who may decide it and to whoever asked for it. Auditors read it in the
          audit log, where the reading is recorded.
        </p>
      </Part>
    );
  }
  if (request.kind === "mcp") {
    return (
      <Part title="Arguments">
        <JsonView label="Arguments" value={request.arguments ?? {}} />
      </Part>
    );
  }
  return (
    <>
      <Part title="Request">
        <div className="overflow-x-auto rounded-md border bg-background p-3 font-mono text-xs break-words">
          <span className="text-accent">{request.method}</span> <UntrustedText text={request.path} />
          {request.query && <UntrustedText text={`?${request.query.replace(/^\?/, "")}`} className="text-muted" />}
        </div>
      </Part>
      <Part title="Body">
        <HttpBody body={request.body} sha256={request.bodySha256} />
      </Part>
    </>
  );
}

function HttpBody({ body, sha256 }: { body: unknown; sha256: string }) {
  if (body === "") return <p className="text-sm text-muted">Empty.</p>;
  if (body === null || body === undefined) {
    return (
      <p className="text-sm text-muted">
        Not text, so it cannot be shown. SHA-256: <MonoValue value={sha256} name="SHA-256 of the body" />
      </p>
    );
  }
  return <JsonView label="Body" value={body} />;
}

/** What whoever approved it changed: that runs, and not what stands above. */
export function EditedRequest({ changes }: { changes: RequestChange[] }) {
  return (
    <Part title="Changed as it was approved">
      <ChangesList label="Changes of the approver" changes={changes} />
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm font-semibold">{title}</h2>
      {children}
    </section>
  );
}
