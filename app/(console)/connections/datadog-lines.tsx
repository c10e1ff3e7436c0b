import { CodeBlock } from "#components/ui/code.tsx";

/** How Datadog's own clients are led to this address; docs/datadog.md has a line for each. */
export function DatadogLines({ address }: { address: string }) {
  const lines = [
    ["TypeScript", `createConfiguration({ baseServer: new client.BaseServerConfiguration("${address}", {}) })`],
    ["Python", `Configuration(host="${address}")`],
    ["Terraform", `DD_HOST=${address} DD_API_KEY=$HOLDPOINT_KEY DD_APP_KEY=unused terraform plan`],
    ["Agent", `DD_DD_URL=${address} DD_API_KEY=$HOLDPOINT_KEY`],
  ] as const;
  return (
    <details>
      <summary className="cursor-pointer text-sm">Clients of Datadog</summary>
      <div className="flex flex-col gap-2 pt-2">
        {lines.map(([name, line]) => (
          <div key={name} className="flex flex-col gap-1">
            <h4 className="text-xs text-muted">{name}</h4>
            <CodeBlock code={line} name={`line for ${name}`} />
          </div>
        ))}
      </div>
    </details>
  );
}
