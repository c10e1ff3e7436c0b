import { z } from "zod";
import { diffRules, type RulesDiff } from "#lib/policies/diff-rules.ts";
import type { ApiClient } from "./api-client.ts";
import { CliError } from "./cli-error.ts";
import { blank, differences, type Plan, type PlanOptions } from "./change.ts";
import type { ReadConfiguration } from "./read-configuration.ts";
import { remote } from "./remote.ts";

const Checked = z.object({
  problems: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })),
  tests: z.array(z.object({ name: z.string(), passed: z.boolean(), problem: z.string() })),
  confirm: z.string().nullable(),
});
const Published = z.object({ version: z.number() });

/**
 * The policy, where a rule, a test or a pack differs. It is checked before anything is changed: throws CliError where it
 * cannot be published.
 */
export async function planPolicy(client: ApiClient, wanted: ReadConfiguration, options: PlanOptions): Promise<Plan> {
  const { policy } = wanted;
  if (!policy) return { changes: [], notes: [] };
  const inForce = await remote.policy(client);
  const diff = diffRules(inForce.document, policy.document);
  if (!diff) return { changes: [], notes: [] };
  const { document, source } = policy;
  const checked = await client.send("POST", "/policy/check", { document }, Checked);
  requirePublishable(checked, options.confirm);
  const { confirm } = checked;
  return {
    notes: [],
    changes: [
      {
        sign: "~",
        what: `policy, version ${inForce.version} → ${inForce.version + 1}`,
        details: describe(diff),
        run: async () => {
          const given = { baseVersion: inForce.version, source, reason: options.reason };
          const body = confirm === null ? given : { ...given, confirm };
          const { version } = await client.send("POST", "/policy/publish", body, Published);
          return `Version ${version} of the policy is in force.`;
        },
      },
    ],
  };
}

function requirePublishable({ problems, tests, confirm }: z.infer<typeof Checked>, typed: string | undefined): void {
  const failed = tests.filter(({ passed }) => !passed);
  if (problems.length > 0 || failed.length > 0) {
    const lines = [
      ...problems.map(({ path, message }) => `  policy.${path.join(".")}: ${message}`),
      ...failed.map(({ name, problem }) => `  test ${name}: ${problem}`),
    ];
    throw new CliError(`The policy cannot be published.\n${lines.join("\n")}`);
  }
  if (confirm !== null && confirm !== typed) {
    const danger = confirm === "allow everything" ? "let every call pass" : "deny every call";
    throw new CliError(`This policy would ${danger}. Add --confirm "${confirm}" to publish it all the same.`);
  }
}

function describe(diff: RulesDiff): string[] {
  return [
    ...diff.added.map(({ id, effect }) => `+ rule ${id} (${effect})`),
    ...diff.changed.flatMap(({ before, after }) => [
      `~ rule ${after.id} (${after.effect})`,
      // A field that is left out is one that goes.
      ...differences(before, { ...blank(before), ...after }).map((line) => `    ${line}`),
    ]),
    ...diff.removed.map(({ id, effect }) => `- rule ${id} (${effect})`),
    ...(diff.reordered ? ["~ order of the rules"] : []),
    ...(diff.tests ? ["~ tests"] : []),
    ...(diff.packs ? ["~ packs"] : []),
  ];
}
