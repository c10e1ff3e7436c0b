import { writeYaml } from "#components/editor/edit-yaml.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { TextDiff } from "#components/ui/text-diff.tsx";
import type { PackChange } from "#lib/packs/schemas.ts";

const words: Record<PackChange["change"], { word: string; tone: Tone; says: string }> = {
  added: { word: "new", tone: "success", says: "" },
  updated: { word: "updated", tone: "accent", says: "" },
  removed: { word: "deleted", tone: "danger", says: "The pack no longer has it." },
  unchanged: { word: "same", tone: "neutral", says: "" },
  kept: { word: "kept", tone: "neutral", says: "You have edited it, and the pack has nothing new for it." },
  conflict: { word: "kept", tone: "warning", says: "You have edited it, and the pack has another one." },
  taken: { word: "replaced", tone: "accent", says: "Your edits make way for what the pack has." },
  "left-out": { word: "left out", tone: "neutral", says: "You have deleted it." },
};

type PackChangesProps = { changes: PackChange[]; take: readonly string[]; onTake: (take: string[]) => void };

/** What would become of each rule of a pack, and the choice where an edit stands against it. */
export function PackChanges({ changes, take, onTake }: PackChangesProps) {
  return (
    <ul aria-label="What becomes of its rules" className="flex flex-col gap-3">
      {changes.map(({ ruleId, change, before, after }) => (
        <li key={ruleId} className="flex flex-col gap-1.5">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
            <Badge tone={words[change].tone}>{words[change].word}</Badge>
            <span className="font-mono text-xs break-all">{ruleId}</span>
            <span className="text-muted">{words[change].says}</span>
          </p>
          {isChoice(change) && after && (
            <Checkbox
              label={before ? `Take the pack's ${ruleId} instead` : `Bring ${ruleId} back`}
              checked={take.includes(ruleId)}
              onChange={(event) =>
                onTake(event.currentTarget.checked ? [...take, ruleId] : take.filter((id) => id !== ruleId))
              }
            />
          )}
          {change !== "unchanged" && (
            <details>
              <summary className="cursor-pointer text-sm text-muted">{summaryOf(change)}</summary>
              <div className="pt-1.5">
                <TextDiff
                  before={before ? writeYaml(before) : ""}
                  after={after ? writeYaml(after) : ""}
                  label={`The rule ${ruleId} here and in the pack`}
                />
              </div>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A rule that was taken or brought back may be let go again. */
function isChoice(change: PackChange["change"]): boolean {
  return change === "conflict" || change === "kept" || change === "taken" || change === "left-out";
}

function summaryOf(change: PackChange["change"]): string {
  if (change === "added" || change === "left-out") return "The rule";
  return change === "removed" ? "The rule that goes" : "What differs between the rule here and the pack's";
}
