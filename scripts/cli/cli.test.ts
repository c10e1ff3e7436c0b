import { afterAll, beforeAll, expect, test } from "vitest";
import { makeApiKey, serveApi, type TestApi } from "#app/testing/serve-api.ts";
import { openCredential } from "#lib/credentials/open-credential.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { runCli } from "./run-cli.ts";

let base: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  base = await startTestDatabase();
  api = await serveApi(base);
  key = await makeApiKey(base, "admin");
});
afterAll(async () => {
  await api.close();
  await base.close();
});

const secrets = {
  GITHUB_TOKEN: "the-token",
  DATADOG_DD_API_KEY: "the-api-key",
  SINK_INTAKE_API_KEY: "the-intake-key",
  SINK_CHANGES_API_KEY: "the-change-key",
};

const configuration = `holdpoint: 1
connections:
  - slug: github
    name: GitHub
    kind: mcp
    baseUrl: https://mcp.example.com/mcp
    groups: [engineering]
    credential: { kind: bearer, token: "\${GITHUB_TOKEN}" }
  - slug: datadog
    name: Datadog
    kind: http
    baseUrl: https://api.example.com
    hosts: ["api.*"]
    callsPerMinute: 600
    credential:
      kind: headers
      headers:
        - name: DD-API-KEY
          value: \${DATADOG_DD_API_KEY}
  - slug: files
    name: Files
    kind: mcp
    baseUrl: stdio:files
    credential: { kind: command, program: npx, args: ["-y", "server-files"], env: [] }
  - { slug: open, name: "Open $\${to all}", kind: http, baseUrl: "https://open.example.com" }
gatewayKeys:
  - agent: deploy-bot
    groups: [agents]
    connections: [github]
disabledCallers:
  - identity: agent:rogue
    reason: It deletes monitors.
sinks:
  - { name: intake, kind: datadog, url: "https://http-intake.logs.example.com", apiKey: "\${SINK_INTAKE_API_KEY}" }
  - name: changes
    kind: datadog-changes
    url: https://event-management-intake.example.com
    settings: { filter: { only: approved }, tags: ["env:prod"] }
    apiKey: \${SINK_CHANGES_API_KEY}
retention: { eventDays: 400, payloadDays: 30 }
policy:
  # Reading is harmless.
  rules:
    - id: reads-are-open
      match: { connections: [datadog], methods: [GET] }
      effect: allow
    - id: changes-need-a-human # and a reason
      match: { connections: [datadog], methods: [POST, PUT] }
      effect: hold
      approval: { groups: [approvers], expiresInS: 900 }
  tests:
    - name: a read passes
      call: { connection: datadog, method: GET, path: /api/v1/monitor }
      expect: { effect: allow }
`;

type Ran = { code: number; out: string; err: string; files: Record<string, string> };

async function cli(
  args: string[],
  given: { text?: string; env?: Record<string, string>; answer?: string | null; isTerminal?: boolean } = {},
): Promise<Ran> {
  const ran: Ran = { code: -1, out: "", err: "", files: {} };
  ran.code = await runCli(args, {
    env: { HOLDPOINT_URL: api.url, HOLDPOINT_API_KEY: key, ...given.env },
    out: (text) => (ran.out += text),
    err: (text) => (ran.err += text),
    isTerminal: given.isTerminal ?? false,
    ask: () => Promise.resolve(given.answer ?? null),
    readFile: () => given.text ?? configuration,
    writeFile: (file, text) => (ran.files[file] = text),
  });
  return ran;
}

const apply = ["apply", "-f", "holdpoint.yaml"];
const certain = [...apply, "--yes", "--keys-to", "keys"];

test("nothing happens before somebody has said yes to the plan", async () => {
  const before = await base.database.auditEvent.count();
  const planned = await cli([...apply, "--dry-run"], { env: secrets });
  expect(planned).toMatchObject({ code: 2, err: "" });
  expect(planned.out).toContain("+ connection github");
  expect(planned.out).toContain("+ rule changes-need-a-human (hold)");
  expect(planned.out).not.toMatch(/the-token|the-api-key|the-intake-key|the-change-key/);
  const terminal = { env: secrets, isTerminal: true };
  expect(await cli(apply, { ...terminal, answer: "n" })).toMatchObject({ code: 1, err: "Nothing was changed.\n" });
  expect(await cli([...apply, "--keys-to", "keys"], { env: secrets })).toMatchObject({
    code: 1,
    err: expect.stringContaining("--yes"),
  });
  expect(await cli([...apply, "--yes"], { env: secrets })).toMatchObject({
    code: 1,
    err: expect.stringContaining("--keys-to"),
  });
  expect(await base.database.auditEvent.count()).toBe(before);
});

test("what a file says is made, its secrets are stored sealed, and a second time changes nothing", async () => {
  const applied = await cli(certain, { env: secrets });
  expect(applied).toMatchObject({ code: 0, err: "" });
  expect(applied.files).toEqual({ "keys/deploy-bot.key": expect.stringMatching(/^hp_[\w-]{43}\n$/) });
  expect(applied.out).not.toContain(applied.files["keys/deploy-bot.key"]?.trim());
  const github = await base.database.connection.findUniqueOrThrow({ where: { slug: "github" } });
  expect(openCredential(base.sealer, github.credentialSealed ?? new Uint8Array())).toEqual({
    kind: "bearer",
    token: "the-token",
  });
  const { source, reason } = await base.database.policyVersion.findFirstOrThrow();
  expect(source).toContain("# Reading is harmless.");
  expect(reason).toBe("Applied from a configuration.");
  expect(await base.database.disabledIdentity.count()).toBe(1);
  expect(await base.database.retention.findFirst()).toMatchObject({ eventDays: 400, payloadDays: 30 });

  const before = await base.database.auditEvent.count();
  const again = await cli(certain, { env: secrets });
  expect(again).toMatchObject({ code: 0, err: "", files: {} });
  expect(again.out).toContain("No changes");
  expect(await base.database.auditEvent.count()).toBe(before);
});

test("what is exported changes nothing when it is applied, with its secrets set or not, and has none in it", async () => {
  const exported = await cli(["export"]);
  expect(exported).toMatchObject({ code: 0, err: "" });
  expect(exported.out).not.toMatch(/the-token|the-api-key|the-intake-key|server-files/);
  for (const comment of ["# Reading is harmless.", "# and a reason"]) expect(exported.out).toContain(comment);
  const all = { ...secrets, FILES_ARG_1: "-y", FILES_ARG_2: "server-files" };
  for (const env of [{}, all]) {
    const applied = await cli([...apply, "--dry-run"], { text: exported.out, env });
    expect(applied).toMatchObject({ code: 0, err: "" });
    expect(applied.out).toContain("No changes");
  }
});

test("only what differs is changed, and a secret that is not set stays", async () => {
  const text = configuration
    .replace("name: GitHub", "name: GitHub EU")
    .replace("reads-are-open\n", "reads-are-open\n      message: Reads are open.\n");
  const changed = await cli([...certain, "--reason", "Names."], { text, env: { ...secrets, GITHUB_TOKEN: "" } });
  expect(changed).toMatchObject({ code: 0, err: "", files: {} });
  expect(changed.out).toContain('name: "GitHub" → "GitHub EU"');
  expect(changed.out).toContain("keeps its credential: GITHUB_TOKEN is not set");
  expect(changed.out).toContain("~ rule reads-are-open (allow)");
  expect(changed.out).toContain('message: null → "Reads are open."');
  expect(changed.out).toContain("2 changes");
  const replaced = await cli(certain, { text, env: { ...secrets, GITHUB_TOKEN: "another" } });
  expect(replaced.out).toContain("credential: replaced");
  expect(await base.database.policyVersion.count()).toBe(2);
  expect((await cli(certain, { env: secrets })).code).toBe(0);
});

test("what the file does not list stays, and goes with --prune", async () => {
  const text = "holdpoint: 1\ngatewayKeys: []\ndisabledCallers: []\nsinks: []\n";
  const kept = await cli([...apply, "--dry-run"], { text });
  expect(kept).toMatchObject({ code: 0 });
  expect(kept.out).toContain("--prune");
  const pruned = await cli([...certain, "--prune"], { text });
  expect(pruned).toMatchObject({ code: 0, err: "" });
  expect(await base.database.gatewayKey.count({ where: { revokedAt: null } })).toBe(0);
  expect(await base.database.sink.count({ where: { enabled: true } })).toBe(0);
  expect(await base.database.disabledIdentity.count()).toBe(0);
});

test("a dangerous policy is not published without its words, nor one whose test fails", async () => {
  const shut = "holdpoint: 1\npolicy: { rules: [] }\n";
  const refused = await cli(certain, { text: shut });
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--confirm "lock everybody out"') });
  expect(await cli([...certain, "--confirm", "lock everybody out"], { text: shut })).toMatchObject({ code: 0 });
  const failing = configuration.replace("expect: { effect: allow }", "expect: { effect: deny }");
  expect(await cli(certain, { text: failing, env: secrets })).toMatchObject({
    code: 1,
    err: expect.stringContaining("test a read passes: Expected deny, got allow"),
  });
});

test.each([
  ["broken YAML", "holdpoint: 1\nconnections: [", "holdpoint.yaml:2:"],
  ["an alias", "holdpoint: 1\nsinks: &a []\npolicy: *a\n", "holdpoint.yaml:2:8 Anchors and aliases"],
  ["another version", "holdpoint: 2\n", "holdpoint.yaml:1:1 holdpoint: Begin with holdpoint: 1"],
  ["an unknown section", "holdpoint: 1\nretentions: 90d\n", "holdpoint.yaml:2:1 retentions: There is nothing called"],
  [
    "an unknown field",
    "holdpoint: 1\nsinks:\n  - name: a\n    kind: datadog\n    uri: x\n    url: https://a.example\n",
    "holdpoint.yaml:5:5 sinks.0.uri:",
  ],
  [
    "a mistake in a condition",
    "holdpoint: 1\npolicy:\n  rules:\n    - id: a\n      match: {}\n      when: args.amount >\n      effect: deny\n",
    "holdpoint.yaml:6:7 policy.rules.0.when:",
  ],
  [
    "a variable that is not set",
    "holdpoint: 1\nconnections:\n  - { slug: a, name: A, kind: http, baseUrl: '${NOT_SET}' }\n",
    "holdpoint.yaml:3:",
  ],
  [
    "a secret of something new that is not set",
    "holdpoint: 1\nsinks:\n  - { name: new, kind: datadog, url: 'https://a.example', apiKey: '${NOT_SET}' }\n",
    "Sink new is new, and of its key NOT_SET is not set.",
  ],
  ["the same thing twice", "holdpoint: 1\nsinks:\n- &x {}\n", "Anchors"],
])("%s is refused at its place, and nothing is changed", async (_, text, words) => {
  const before = await base.database.auditEvent.count();
  const refused = await cli(certain, { text });
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(words);
  expect(await base.database.auditEvent.count()).toBe(before);
});

test("a key that may not, a wrong key, no key and no console each end in a sentence", async () => {
  const power = await makeApiKey(base, "power_user");
  expect(await cli(["export"], { env: { HOLDPOINT_API_KEY: power } })).toMatchObject({
    code: 1,
    err: expect.stringContaining("(forbidden)"),
  });
  expect(await cli(["export"], { env: { HOLDPOINT_API_KEY: "hpk_wrong" } })).toMatchObject({
    code: 1,
    err: expect.stringContaining("(unauthenticated)"),
  });
  expect(await cli(["export"], { env: { HOLDPOINT_API_KEY: "" } })).toMatchObject({ code: 1 });
  expect(await cli(["export"], { env: { HOLDPOINT_URL: "http://127.0.0.1:9" } })).toMatchObject({
    code: 1,
    err: expect.stringContaining("cannot be reached"),
  });
  expect(await cli(["export"], { env: { HOLDPOINT_URL: "http://console.example.com" } })).toMatchObject({
    code: 1,
    err: expect.stringContaining("https://"),
  });
  expect(await cli(["aply"])).toMatchObject({ code: 1, err: expect.stringContaining("Usage:") });
});
