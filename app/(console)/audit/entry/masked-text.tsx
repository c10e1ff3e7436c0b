"use client";

import { useState } from "react";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";

const shownCharacters = 20_000;
/** What stands in the place of masked values (lib/masking): `[email:5f1c09d2]`. */
const maskToken = /(\[[a-z][a-z0-9-]{0,60}:[0-9a-f]{8}\])/;

/** A body that somebody else wrote, inert, with what was masked in it marked. */
export function MaskedText({ text }: { text: string }) {
  const [all, setAll] = useState(false);
  const shown = all ? text : text.slice(0, shownCharacters);
  return (
    <>
      {shown.split(maskToken).map((part, index) =>
        index % 2 === 1 ? (
          <mark key={index} title="Masked" className="rounded-sm bg-unknown-soft px-0.5 text-unknown">
            {part}
          </mark>
        ) : (
          <UntrustedText key={index} text={part} limit={Infinity} />
        ),
      )}
      {!all && text.length > shownCharacters && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="ml-1 cursor-pointer rounded-sm border px-1 font-sans text-xs text-muted hover:bg-hover hover:text-text"
        >
          {`Show all ${text.length.toLocaleString("en")} characters`}
        </button>
      )}
    </>
  );
}
