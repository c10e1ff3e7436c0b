import { formatDuration } from "#components/ui/time-format.ts";
import type { RuleApproval } from "#lib/approvals/schemas.ts";
import { enumerate } from "../../names.ts";

/** Who approves, as words: "2 people in finance and one person in legal, within 30 min; after 10 min also leads". */
export function describeApproval({ groups, required = 1, also = [], expiresInS, escalation }: RuleApproval): string {
  const quorums = [{ groups, required }, ...also].map(
    (quorum) =>
      `${quorum.required === 1 ? "one person" : `${quorum.required} people`} in ${enumerate(quorum.groups, "or")}`,
  );
  const later = escalation
    ? `; after ${formatDuration(escalation.afterS * 1000)} also ${enumerate(escalation.groups, "or")}`
    : "";
  return `${enumerate(quorums)}, within ${formatDuration(expiresInS * 1000)}${later}`;
}
