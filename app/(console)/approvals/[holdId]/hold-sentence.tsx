import type { ReactNode } from "react";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldDetail, HoldState } from "#lib/holds/schemas.ts";

// What the sentence says the agent does, by how far the call has come.
const verbs: Record<HoldState, readonly [call: string, send: string]> = {
  pending: ["wants to call", "wants to send"],
  approved: ["may call", "may send"],
  executing: ["is about to call", "is about to send"],
  dispatched: ["is calling", "is sending"],
  completed: ["called", "sent"],
  failed: ["called", "sent"],
  unknown: ["may have called", "may have sent"],
  denied: ["wanted to call", "wanted to send"],
  expired: ["wanted to call", "wanted to send"],
  cancelled: ["wanted to call", "wanted to send"],
};

/** One sentence: who does what, to what, for whom. */
export function HoldSentence({ hold }: { hold: HoldDetail }): ReactNode {
  const [call, send] = verbs[hold.state];
  const who = hold.agent ?? hold.userName ?? "Somebody";
  return (
    <>
      <UntrustedText text={who} limit={200} /> <span className="font-normal">{hold.kind === "mcp" ? call : send}</span>{" "}
      <UntrustedText text={hold.tool ?? hold.operation} limit={300} className="font-mono text-base" />{" "}
      <span className="font-normal">{hold.kind === "mcp" ? "on" : "to"}</span>{" "}
      <UntrustedText text={hold.connection} limit={200} />
      {hold.agent && hold.userName && (
        <>
          <span className="font-normal"> for </span>
          <UntrustedText text={hold.userName} limit={200} />
        </>
      )}
    </>
  );
}
