import type { ReactNode } from "react";
import { writeYaml } from "#components/editor/edit-yaml.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { TextDiff } from "#components/ui/text-diff.tsx";
import type { RulesDiff } from "#lib/policies/diff-rules.ts";

/** What one version of the policy changes in another, rule by rule. */
export function PolicyDiff({ diff }: { diff: RulesDiff | null }) {
  if (!diff) return <p className="text-sm text-muted">No rule differs. Only tests, packs or comments do.</p>;
  return (
    <ul className="flex flex-col gap-3">
      {diff.removed.map((rule) => (
        <Change key={rule.id} id={rule.id} word="deleted" tone="danger">
          <TextDiff before={writeYaml(rule)} after="" label={`The deleted rule ${rule.id}`} />
        </Change>
      ))}
      {diff.changed.map(({ before, after }) => (
        <Change key={after.id} id={after.id} word="changed" tone="accent">
          <TextDiff before={writeYaml(before)} after={writeYaml(after)} label={`Changes of the rule ${after.id}`} />
        </Change>
      ))}
      {diff.added.map((rule) => (
        <Change key={rule.id} id={rule.id} word="new" tone="success">
          <TextDiff before="" after={writeYaml(rule)} label={`The new rule ${rule.id}`} />
        </Change>
      ))}
      {diff.reordered && (
        <li className="text-sm text-muted">
          The order of the rules differs. Where several rules deny or hold a call, the first of them gives the message.
        </li>
      )}
    </ul>
  );
}

function Change({ id, word, tone, children }: { id: string; word: string; tone: Tone; children: ReactNode }) {
  return (
    <li className="flex flex-col gap-1.5">
      <p className="flex items-center gap-2 text-sm">
        <Badge tone={tone}>{word}</Badge>
        <span className="font-mono text-xs break-all">{id}</span>
      </p>
      {children}
    </li>
  );
}
