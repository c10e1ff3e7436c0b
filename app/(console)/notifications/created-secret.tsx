"use client";

import { Banner } from "#components/ui/banner.tsx";
import { CodeBlock } from "#components/ui/code.tsx";

export function CreatedSecret({ secret }: { secret: string }) {
  return (
    <div className="flex flex-col gap-3">
      <Banner tone="warning" title="Copy it now">
        It is kept sealed and cannot be shown again.
      </Banner>
      <CodeBlock code={secret} name="Signing secret" />
      <p className="text-sm text-muted">
        Check <code className="font-mono">webhook-signature</code> with it, as Standard Webhooks describes, before you
        believe a message.
      </p>
    </div>
  );
}
