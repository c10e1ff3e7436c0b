"use client";

import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/states.tsx";

/** A page failed; the frame around it stands. In production the message of a server error is not known here. */
export default function ConsoleErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <PageHeader title="Something went wrong" />
      <ErrorState title="This page could not be read" action={<Button onClick={reset}>Try again</Button>}>
        <p>
          The database may not be answering, or something went wrong on our side. Nothing was decided or changed by
          this.
        </p>
        {error.digest && <p className="mt-2 font-mono text-xs">Reference for the log: {error.digest}</p>}
      </ErrorState>
    </>
  );
}
