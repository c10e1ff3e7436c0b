import { Banner } from "#components/ui/banner.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { enumerate } from "../names.ts";

/** What became of the form: the connections, and of the rules for them. */
export type Connected = { slugs: string[]; rules: "installed" | "not wanted" | { problem: string } };

/** What there is now, and what a person does next. */
export function DatadogConnected({
  connected: { slugs, rules },
  onDone,
}: {
  connected: Connected;
  onDone: () => void;
}) {
  return (
    <div className="flex flex-col items-start gap-3 text-sm">
      <Banner tone="success" title="Connected">
        {`Datadog knows the API key. Agents reach it as ${enumerate(slugs)}, as far as policy allows.`}
      </Banner>
      {typeof rules === "object" && (
        <Banner tone="warning" title="The rules are not in the draft">
          {rules.problem} They can be installed under Policies, Packs.
        </Banner>
      )}
      {rules === "installed" && (
        <p>The rules for it are in the draft of the policy. Publish it to put them in force.</p>
      )}
      {rules === "not wanted" && <p>Without a rule that allows a call, every call is denied.</p>}
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={rules === "installed" ? "/policies" : "/policies/packs"} variant="primary">
          {rules === "installed" ? "Look at the draft" : "Look at the packs"}
        </ButtonLink>
        <Button onClick={onDone}>Close</Button>
      </div>
    </div>
  );
}
