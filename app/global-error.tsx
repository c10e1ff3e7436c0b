"use client";

import "./globals.css";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/states.tsx";

/** The last resort: the frame itself failed. */
export default function GlobalErrorPage({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Holdpoint</title>
        <main>
          <ErrorState title="The console could not draw this page" action={<Button onClick={reset}>Try again</Button>}>
            Nothing was decided or changed by this. If it keeps happening, the console’s log has the details.
          </ErrorState>
        </main>
      </body>
    </html>
  );
}
