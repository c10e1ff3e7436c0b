import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { TextDiff } from "#components/ui/text-diff.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ContentChange } from "#lib/datadog/schemas.ts";

const words: Record<ContentChange["change"], { word: string; tone: Tone }> = {
  create: { word: "new", tone: "success" },
  update: { word: "changed", tone: "warning" },
  remove: { word: "removed", tone: "danger" },
  unchanged: { word: "as it is", tone: "neutral" },
};

type ContentChangesProps = {
  changes: ContentChange[];
  /** Keys that are not to be written. */
  left: string[];
  onLeave: (key: string, left: boolean) => void;
};

/** Each dashboard and monitor with what would become of it, and a way to leave it as it is. */
export function ContentChanges({ changes, left, onLeave }: ContentChangesProps) {
  if (changes.length === 0) return <p className="text-sm text-muted">There is nothing of Holdpoint in this account.</p>;
  return (
    <ul className="flex flex-col divide-y border-y">
      {changes.map(({ key, kind, title, change, before, after }, index) => (
        <li key={`${kind}-${key}-${index}`} className="flex flex-col gap-1 py-2">
          <div className="flex flex-wrap items-center gap-x-3 text-sm">
            {change === "unchanged" ? (
              <span>
                <UntrustedText text={title} limit={200} />
              </span>
            ) : (
              <Checkbox
                label={<UntrustedText text={title} limit={200} />}
                checked={!left.includes(key)}
                onChange={(event) => onLeave(key, !event.currentTarget.checked)}
              />
            )}
            <span className="text-muted">{kind}</span>
            <Badge tone={words[change].tone}>{words[change].word}</Badge>
          </div>
          {change !== "unchanged" && (
            <details>
              <summary className="cursor-pointer text-xs text-muted">
                {change === "update" ? "What differs" : "All of it"}
              </summary>
              <div className="pt-2">
                <TextDiff before={before ?? ""} after={after ?? ""} label={`Changes of ${title}`} />
              </div>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
