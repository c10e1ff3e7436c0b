"use client";

import Link from "next/link";
import { DataTable } from "#components/data-table/data-table.tsx";
import { classNames } from "#components/ui/class-names.ts";
import type { Usage } from "#lib/usage/schemas.ts";
import { usageBys, type UsageBy } from "#lib/usage/shapes.ts";
import { CsvLink } from "./csv-link.tsx";
import { usageHref, type UsageChange, type UsageParams } from "./search-params.ts";
import { usageColumns } from "./usage-columns.tsx";

type UsageTableProps = { usage: Usage; params: UsageParams; onChange: (change: UsageChange) => void };

const words: Record<UsageBy, string> = { server: "Servers", user: "People", agent: "Agents", tool: "Tools" };

/** Who or what was used, in rows. */
export function UsageTable({ usage, params, onChange }: UsageTableProps) {
  const { scope, by, rows } = usage;
  const choices = usageBys.filter(
    (choice) => choice !== scope?.kind && !(scope?.kind === "agent" && choice === "tool"),
  );
  return (
    <section aria-label={words[by]}>
      <div className="flex flex-wrap items-center gap-x-2 border-b px-2">
        <nav aria-label="Rows" className="flex grow gap-1">
          {choices.map((choice) => (
            <Link
              key={choice}
              href={usageHref(params, { by: choice, sort: null })}
              scroll={false}
              aria-current={choice === by ? "page" : undefined}
              className={classNames(
                "flex h-9 items-center border-b-2 px-2 text-sm",
                choice === by ? "border-accent font-medium" : "border-transparent text-muted hover:text-text",
              )}
            >
              {words[choice]}
            </Link>
          ))}
        </nav>
        <CsvLink params={params} chart="table" label={words[by].toLowerCase()} />
      </div>
      {rows.length === 0 ? (
        <p className="px-4 py-6 text-sm text-muted">
          {by === scope?.kind ? "Choose what to list." : "None in this time."}
        </p>
      ) : (
        <DataTable
          label={words[by]}
          columns={usageColumns({ usage, params, onSort: (sort) => onChange({ sort }) })}
          rows={rows}
          rowId={({ server, user, agent, tool }) => JSON.stringify([server, user, agent, tool])}
        />
      )}
    </section>
  );
}
