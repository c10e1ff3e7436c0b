import { Code } from "#components/ui/code.tsx";
import { conditionFunctions, conditionWords } from "../yaml/condition-words.ts";

/** What a condition can ask for, folded away until somebody wants to know. */
export function ConditionHelp() {
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer rounded-sm text-accent">What a condition can ask for</summary>
      <dl className="mt-2 grid max-h-64 grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 overflow-y-auto rounded-md border bg-background p-2">
        {[...conditionWords, ...conditionFunctions].map(({ name, text }) => (
          <div key={name} className="contents">
            <dt>
              <Code>{name}</Code>
            </dt>
            <dd className="text-muted">{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
