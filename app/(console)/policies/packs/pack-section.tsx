import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import type { PackSummary } from "#lib/packs/schemas.ts";
import { describeInstalled, isOutdated } from "./describe-pack.ts";
import { Totals } from "./totals.tsx";

/** One pack in the list: what it is for, what it does, and whether it is in use. */
export function PackSection({ pack }: { pack: PackSummary }) {
  const titleId = `pack-${pack.id}`;
  return (
    <section aria-labelledby={titleId} className="flex flex-wrap items-start gap-x-6 gap-y-3 border-b px-4 py-4">
      <div className="flex min-w-0 basis-80 grow flex-col gap-1.5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h2 id={titleId} className="text-base font-semibold break-words">
            {pack.title}
          </h2>
          <Badge>{pack.kind === "mcp" ? "MCP" : "HTTP"}</Badge>
          {pack.installed && (
            <Badge tone={isOutdated(pack) ? "warning" : "success"}>{isOutdated(pack) ? "update" : "installed"}</Badge>
          )}
        </div>
        <p className="max-w-prose text-sm">{pack.summary}</p>
        <Totals totals={pack.totals} />
        {pack.installed && <p className="text-sm text-muted">{describeInstalled(pack)}</p>}
      </div>
      <ButtonLink href={`/policies/packs/${pack.id}`}>
        Open
        <span className="sr-only">{` ${pack.title}`}</span>
      </ButtonLink>
    </section>
  );
}
