import { z } from "zod";
import type { ConnectionKind } from "#lib/connections/schemas.ts";
import type { Effect, Rule, TypedCall } from "#lib/policies/schemas.ts";

export const PackId = z.enum(["datadog-api", "datadog-mcp", "mcp-annotations", "github-rest"]);
export type PackId = z.infer<typeof PackId>;

const Names = (missing: string) => z.array(z.string().trim().min(1).max(200)).min(1, missing).max(20);

/** What a pack's rules are about, and who decides what they hold. */
export const PackTarget = z.strictObject({
  /** Slugs or globs of connections. */
  connections: Names("Name at least one connection that the rules are about."),
  /** Groups that may approve. */
  approvers: Names("Name at least one group that may approve."),
});
export type PackTarget = z.infer<typeof PackTarget>;

/** A call that a pack has an answer to, for showing what the pack covers. */
export type PackExample = { group: string; name: string; call: Omit<TypedCall, "connection"> };

export type Pack = {
  id: PackId;
  version: number;
  title: string;
  summary: string;
  kind: ConnectionKind;
  /** What to know before it is installed, a sentence each. */
  notes: readonly string[];
  rules: (target: PackTarget) => Rule[];
  examples: () => PackExample[];
};

/** What installing or updating a pack would do to one rule. */
export type PackChange = {
  ruleId: string;
  /**
   * `kept`: edited here, and the pack has nothing new for it. `conflict`: edited here and changed by the pack; the edit
   * stays unless it is asked to be taken over. `left-out`: deleted here, and stays so. `taken`: a conflict decided for
   * the pack.
   */
  change: "added" | "updated" | "removed" | "unchanged" | "kept" | "conflict" | "taken" | "left-out";
  /** The rule as it is in the draft, and as the pack has it. */
  before: Rule | null;
  after: Rule | null;
};

/** What a pack answers to one group of calls: how many with which effect, and how many of those with masks. */
export type PackCoverage = {
  group: string;
  counts: Record<Effect, number>;
  masked: number;
  calls: { name: string; effect: Effect; rule: string | null; masked: boolean }[];
};

/** How many of the calls that a pack lists it lets through, holds, denies, and masks. */
export type PackTotals = Record<Effect, number> & { masked: number };

export type PackSummary = {
  id: PackId;
  version: number;
  title: string;
  summary: string;
  kind: ConnectionKind;
  notes: readonly string[];
  ruleCount: number;
  totals: PackTotals;
  /** In the draft, or where there is none in the policy in force; null where it is not there. */
  installed: (PackTarget & { version: number; edited: string[]; deleted: string[] }) | null;
};

/** `take`: rules whose edits are given up for what the pack brings, and deleted ones that come back. */
export const ChangePack = z.strictObject({
  id: PackId,
  ...PackTarget.shape,
  take: z.array(z.string().max(80)).max(200).default([]),
});
