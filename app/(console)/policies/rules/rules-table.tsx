"use client";

import { Pencil, Trash2 } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Effect, Rule } from "#lib/policies/schemas.ts";
import { EffectBadge } from "../effect-badge.tsx";
import { describeApproval } from "./describe-approval.ts";
import { describeMask } from "./describe-mask.ts";
import { describeMatch } from "./describe-match.ts";
import { Observed, type ObservedCounts } from "./observed.tsx";

const strength: Record<Effect, number> = { deny: 0, hold: 1, allow: 2 };

type RulesTableProps = {
  rules: Rule[];
  /** The rules in force, to mark what differs. */
  published: Rule[];
  /** What rules that only observe would have done; null while it is being counted. */
  observed: ObservedCounts | null;
  /** Absent where the reader may only read. */
  onEdit?: (rule: Rule) => void;
  onDelete?: (rule: Rule) => void;
};

/** Rules in order of strength, and within it in the order of the document. */
export function RulesTable({ rules, published, observed, onEdit, onDelete }: RulesTableProps) {
  const ordered = rules.toSorted((a, b) => strength[a.effect] - strength[b.effect]);
  return (
    <Table label="Rules in order of strength">
      <TableHeader>
        <tr>
          <TableHead className="w-0">Effect</TableHead>
          <TableHead>Calls</TableHead>
          <TableHead className="max-md:hidden">Who approves</TableHead>
          <TableHead className="w-0">
            <span className="sr-only">Change</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {ordered.map((rule) => (
          <TableRow key={rule.id}>
            <TableCell className="align-top">
              <EffectBadge effect={rule.effect} />
            </TableCell>
            <TableCell className="align-top">
              <p className="wrap-anywhere">
                {describeMatch(rule.match)} <Mark rule={rule} published={published} />
              </p>
              {rule.observe && <Observed rule={rule} counts={observed} />}
              {rule.when && (
                <p className="break-words">
                  where <code className="font-mono text-xs break-all whitespace-pre-wrap">{rule.when}</code>
                </p>
              )}
              {rule.description && <p className="break-words">{rule.description}</p>}
              {rule.mask && <p className="break-words text-muted">{describeMask(rule.mask)}</p>}
              <p className="text-muted">
                <span className="font-mono text-xs break-all">{rule.id}</span>
                {rule.message && <span className="break-words">{` · “${rule.message}”`}</span>}
              </p>
              {rule.approval && <p className="text-muted md:hidden">{describeApproval(rule.approval)}</p>}
            </TableCell>
            <TableCell className="align-top text-muted max-md:hidden">
              {rule.approval ? describeApproval(rule.approval) : "–"}
            </TableCell>
            <TableCell className="align-top">
              <span className="flex justify-end">
                {onEdit && (
                  <IconButton label={`Edit ${rule.id}`} onClick={() => onEdit(rule)}>
                    <Pencil aria-hidden />
                  </IconButton>
                )}
                {onDelete && (
                  <IconButton label={`Delete ${rule.id}`} onClick={() => onDelete(rule)}>
                    <Trash2 aria-hidden />
                  </IconButton>
                )}
              </span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Mark({ rule, published }: { rule: Rule; published: Rule[] }) {
  const before = published.find((other) => other.id === rule.id);
  if (!before) return <Badge tone="accent">new</Badge>;
  return JSON.stringify(before) === JSON.stringify(rule) ? null : <Badge tone="accent">changed</Badge>;
}
