import type { ReactNode } from "react";
import { MonoValue } from "#components/ui/code.tsx";
import { ExactTime, RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { HoldVotes } from "./hold-votes.tsx";

/** Why it was held, who asked and from where, who may decide, and the ids to hand over. */
export function HoldFacts({ hold }: { hold: HoldDetail }) {
  const waits = hold.state === "pending";
  return (
    <div className="flex min-w-0 flex-col gap-6 xl:border-l xl:pl-6">
      <Facts title={waits ? "Why it is held" : "Why it was held"}>
        <Fact name="Rule">
          <UntrustedText text={hold.rule} className="font-mono text-xs" />
        </Fact>
        {hold.message && (
          <Fact name="Says">
            <UntrustedText text={hold.message} />
          </Fact>
        )}
        <Fact name="Policy">version {hold.policyVersion}</Fact>
      </Facts>
      <Facts title={waits ? "Who asks" : "Who asked"}>
        <Fact name="Agent">{hold.agent ? <UntrustedText text={hold.agent} /> : "none, a person calls directly"}</Fact>
        <Fact name="For">
          {hold.userName ? <UntrustedText text={hold.userName} /> : "nobody, the agent is autonomous"}
        </Fact>
        <Fact name="From">
          {hold.clientIp ? <UntrustedText text={hold.clientIp} className="font-mono text-xs" /> : "an unknown address"}
        </Fact>
        <Fact name="Asked">
          <RelativeTime at={hold.createdAt} /> <ExactTime at={hold.createdAt} />
        </Fact>
      </Facts>
      <Facts title={waits ? "Who may decide" : "Who could decide"}>
        <Fact name="Groups">
          <UntrustedText text={hold.approverGroups.join(", ")} />
        </Fact>
        {hold.approverPeople.length > 0 && (
          <Fact name="People">
            <UntrustedText text={hold.approverPeople.join(", ")} />
            <span className="block text-xs text-muted">Who was in these groups when the call was held.</span>
          </Fact>
        )}
        <Fact name={waits ? "Expires" : "Expiry"}>
          <ExactTime at={hold.expiresAt} />
        </Fact>
      </Facts>
      <HoldVotes hold={hold} />
      <Facts title="Ids">
        <Fact name="Call">
          <MonoValue value={hold.callId} name="call id" />
        </Fact>
        <Fact name="Hold">
          <MonoValue value={hold.id} name="hold id" />
        </Fact>
        <Fact name="Digest">
          <MonoValue value={hold.requestDigest} name="request digest" short />
        </Fact>
      </Facts>
    </div>
  );
}

function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h2 className="text-sm font-semibold">{title}</h2>
      <dl className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-baseline gap-x-3 gap-y-1 text-sm">{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
