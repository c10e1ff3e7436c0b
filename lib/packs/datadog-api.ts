import { operationCatalogue } from "#lib/operations/operation-catalogue.ts";
import type { HttpMethod, Rule } from "#lib/policies/schemas.ts";
import type { z } from "zod";
import type { Pack, PackExample } from "./schemas.ts";

const approvalS = 900;
/** Where Datadog's answers carry live credentials. By operation, because `key` is harmless elsewhere. */
const secretFields = [
  "$..key",
  "$..hash",
  "$..api_key",
  "$..api_secret",
  "$..service_key",
  "$..token",
  "$..public_url",
  "$..custom_headers",
];

/** Datadog's HTTP API, by its classified list of operations. */
export const datadogApi: Pack = {
  id: "datadog-api",
  version: 1,
  title: "Datadog API",
  summary:
    "Every operation of Datadog's HTTP API by class: reads, telemetry and plain writes pass, answers with keys are masked, changes to protected products wait for a person.",
  kind: "http",
  notes: [
    "Whether a call only reads is told by operation and not by method: 92 operations read by POST.",
    "Calls that the list does not know are held, unless they read by GET or HEAD; then fields that could hold keys are masked.",
  ],
  rules: ({ connections, approvers }) => {
    const approval = { groups: approvers, expiresInS: approvalS };
    const rule = (
      id: string,
      operations: string[],
      { match, ...rest }: Partial<Rule> & Pick<Rule, "effect">,
    ): Rule => ({
      id: `datadog-api-${id}`,
      match: { connections, ...match, operations },
      ...rest,
    });
    const masked: NonNullable<Rule["mask"]> = [{ where: "response", fields: secretFields, with: "token" }];
    return [
      rule("reads", ["datadog:read"], { effect: "allow" }),
      rule("telemetry", ["datadog:ingest"], { effect: "allow" }),
      rule("writes", ["datadog:write"], { effect: "allow" }),
      rule("reads-with-keys", ["datadog:read-sensitive"], { effect: "allow", mask: masked }),
      rule("high-risk", ["datadog:high-risk"], {
        effect: "hold",
        message: "This changes or deletes something in Datadog that others rely on.",
        approval,
      }),
      rule("unknown-reads", ["datadog:unknown"], {
        effect: "allow",
        match: { methods: ["GET", "HEAD"] },
        mask: masked,
      }),
      rule("unknown-changes", ["datadog:unknown"], {
        effect: "hold",
        match: { methods: ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] },
        message: "The list of Datadog's operations does not know this call, so a person looks at it first.",
        approval,
      }),
    ];
  },
  examples: () => [
    ...operationCatalogue("datadog").operations.map(({ method, path, id, product }) =>
      example(product, `${method} ${path} (${id})`, method as z.infer<typeof HttpMethod>, path),
    ),
    example("Not in the list", "GET of another path", "GET", "/api/v1/screen/1"),
    example("Not in the list", "POST to another path", "POST", "/api/v1/screen"),
  ],
};

function example(group: string, name: string, method: z.infer<typeof HttpMethod>, template: string): PackExample {
  return { group, name, call: { method, path: template.replaceAll(/\{[^}]*\}/g, "1") } };
}
