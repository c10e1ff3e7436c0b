import { formatDuration } from "#components/ui/time-format.ts";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ConnectionSummary } from "#lib/connections/schemas.ts";
import { enumerate } from "../names.ts";
import { credentialWords } from "./credential-words.ts";

/** The settings of a connection for people who may not change them. */
export function ConnectionFacts({ connection }: { connection: ConnectionSummary }) {
  const facts: [string, string][] = [
    ["Slug", connection.slug],
    ["Kind", connection.kind === "mcp" ? "MCP server" : "HTTP API"],
    ["Address", connection.baseUrl],
    [
      "Who may use it",
      connection.groups.length === 0 ? "every authenticated caller" : enumerate(connection.groups, "or"),
    ],
    ["Credential", credentialWords(connection.credential)],
    ...(connection.hosts.length > 0 ? [["Host names", enumerate(connection.hosts)] satisfies [string, string]] : []),
    ["Calls of one caller", limitWords(connection)],
    ["Held calls wait", formatDuration(connection.holdBudgetMs)],
    ["Without the audit trail", connection.recording === "strict" ? "no calls" : "calls that only read"],
    ...(connection.shareable ? [["Program", "shared by all callers"] satisfies [string, string]] : []),
  ];
  return (
    <section aria-label="Settings" className="flex flex-col gap-3 border-t pt-4">
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 break-words">
              <UntrustedText text={value} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-muted">Admins and owners change connections; you may read them.</p>
    </section>
  );
}

function limitWords({ callsPerMinute, callsAtOnce }: ConnectionSummary): string {
  const limits = [callsPerMinute && `${callsPerMinute} a minute`, callsAtOnce && `${callsAtOnce} at once`].filter(
    Boolean,
  );
  return limits.length === 0 ? "as the gateway is set" : `at most ${limits.join(", ")}`;
}
