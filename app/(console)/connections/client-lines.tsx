import { CodeBlock } from "#components/ui/code.tsx";
import type { ConnectionSummary } from "#lib/connections/schemas.ts";
import { DatadogLines } from "./datadog-lines.tsx";

type ClientLinesProps = { connection: Pick<ConnectionSummary, "slug" | "kind" | "baseUrl">; gatewayUrl: string };

/** What to paste into a client so that it goes through the gateway. */
export function ClientLines({ connection: { slug, kind, baseUrl }, gatewayUrl }: ClientLinesProps) {
  const address = `${gatewayUrl}/${kind}/${slug}`;
  return (
    <section aria-labelledby="client-lines" className="flex flex-col gap-2">
      <h3 id="client-lines" className="text-sm font-medium">
        Address for agents
      </h3>
      <CodeBlock code={address} name="address" />
      {kind === "mcp" ? (
        <>
          <p className="text-sm text-muted">
            Any MCP client takes this address and signs in by itself; Claude Code adds it with one line.
          </p>
          <CodeBlock code={`claude mcp add --transport http ${slug} ${address}`} name="command" />
        </>
      ) : (
        <>
          <p className="text-sm text-muted">
            Use it as the base address of the API, and a gateway key from Agents &amp; keys in place of the API key.
          </p>
          <CodeBlock code={`curl -H "Authorization: Bearer $HOLDPOINT_KEY" ${address}/`} name="command" />
          {/^https:\/\/api\.(?:[a-z0-9]+\.)?(?:datadoghq\.(?:com|eu)|ddog-gov\.com)$/.test(baseUrl) && (
            <DatadogLines address={address} />
          )}
        </>
      )}
    </section>
  );
}
