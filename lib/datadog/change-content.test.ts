import { client, v1 } from "@datadog/datadog-api-client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addressRules } from "#lib/connections/address-rules.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { changeContent, planContentChange } from "./change-content.ts";
import { activityDashboard } from "./content/dashboard.ts";
import { monitors } from "./content/monitors.ts";
import type { ContentWishes } from "./schemas.ts";

const rules = addressRules(["127.0.0.1/32"]);
const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let datadog: Datadog;

beforeAll(async () => {
  datadog = await startDatadog(keys);
});
afterAll(() => datadog.close());
beforeEach(() => change({ remove: true }));

const account = () => ({ apiUrl: datadog.url, ...keys });
const own = () => {
  const configuration = client.createConfiguration({
    authMethods: { apiKeyAuth: keys.apiKey, appKeyAuth: keys.appKey },
    baseServer: new client.BaseServerConfiguration(datadog.url, {}),
  });
  return { dashboards: new v1.DashboardsApi(configuration), monitors: new v1.MonitorsApi(configuration) };
};

async function change({ remove = false, ...wishes }: ContentWishes & { remove?: boolean } = {}): Promise<string[]> {
  const { digest } = await planContentChange(account(), rules, { remove, ...wishes });
  const changes = await changeContent(account(), rules, { remove, ...wishes, digest });
  return changes.map((each) => `${each.change} ${each.key}`);
}

test("what is installed is what the official client knows, to the last field", () => {
  const unparsed = (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    (("unparsedObject" in value && value.unparsedObject !== undefined) ||
      ("_unparsed" in value && value._unparsed === true) ||
      Object.values(value).some(unparsed));
  for (const item of [activityDashboard(), ...monitors({ sensitive: ["billing"], notify: "@slack-alerts" })]) {
    const type = item.kind === "dashboard" ? "Dashboard" : "Monitor";
    const parsed: unknown = v1.ObjectSerializer.deserialize(item.definition, type);
    expect({ key: item.key, unparsed: unparsed(parsed) }).toEqual({ key: item.key, unparsed: false });
    expect(JSON.parse(JSON.stringify(v1.ObjectSerializer.serialize(parsed, type, "")))).toMatchObject(item.definition);
  }
});

test("a second install changes nothing", async () => {
  const first = await change({ sensitive: ["billing", "datadog"], notify: "@slack-alerts" });
  expect(first).toHaveLength(8);
  expect(first.every((each) => each.startsWith("create "))).toBe(true);
  expect(await change({ sensitive: ["datadog", "billing"], notify: "@slack-alerts" })).toEqual([]);
  expect(await change()).toEqual([]);
  expect(datadog.dashboards()).toHaveLength(1);
  expect(datadog.monitors()).toHaveLength(7);
  expect(datadog.monitors().find(({ name }) => String(name).includes("sensitive"))).toMatchObject({
    query: expect.stringContaining("@gateway.target.name:(billing OR datadog)"),
  });
});

test("what was changed in Datadog is shown before it is put back, and whom a monitor tells stays, as do tags", async () => {
  await change({ sensitive: [], notify: "@slack-alerts" });
  const spike = datadog.monitors().find(({ name }) => String(name).includes("spike"));
  const body = {
    query: String(spike?.["query"]).replace("200", "500"),
    message: `${String(spike?.["message"])} @pagerduty`,
    tags: ["team:sre", "managed-by:holdpoint", "holdpoint-content:spike"],
  };
  await own().monitors.updateMonitor({ monitorId: Number(spike?.["id"]), body });
  const { changes } = await planContentChange(account(), rules, { remove: false });
  const [update, ...others] = changes.filter((each) => each.change !== "unchanged");
  expect(others).toEqual([]);
  expect(update).toMatchObject({ key: "spike", change: "update", before: expect.stringContaining("> 500") });
  expect(update?.after).toContain("> 200");
  expect(update?.after).toContain("@slack-alerts @pagerduty");
  expect(update?.after).toContain("team:sre");
  const { query } = JSON.parse(update?.after ?? "{}") as { query: string };
  await own().monitors.updateMonitor({ monitorId: Number(spike?.["id"]), body: { query } });
  expect(await change()).toEqual([]);
});

test("only what is chosen is written", async () => {
  const { digest } = await planContentChange(account(), rules, { remove: false });
  await changeContent(account(), rules, { remove: false, digest, keys: ["break-glass"] });
  expect(datadog.dashboards()).toEqual([]);
  expect(datadog.monitors()).toHaveLength(1);
});

test("a plan that is outdated writes nothing", async () => {
  const { digest } = await planContentChange(account(), rules, { remove: false });
  await changeContent(account(), rules, { remove: false, digest, keys: ["break-glass"] });
  const again = changeContent(account(), rules, { remove: false, digest });
  await expect(again).rejects.toMatchObject({ code: "conflict" });
  expect(datadog.monitors()).toHaveLength(1);
});

test("removing takes what was installed, copies of it included, and nothing else", async () => {
  const { dashboards } = own();
  const widgets: v1.Widget[] = [];
  await dashboards.createDashboard({ body: { title: "Somebody's own", layoutType: "ordered", widgets } });
  await change();
  const [ours] = datadog.dashboards().filter(({ title }) => title !== "Somebody's own");
  const copy = { title: "Copy", layoutType: "ordered", widgets, description: String(ours?.["description"]) } as const;
  await dashboards.createDashboard({ body: copy });
  expect(await change()).toEqual(["remove activity"]);
  await change({ remove: true });
  expect(datadog.dashboards().map(({ title }) => title)).toEqual(["Somebody's own"]);
  expect(datadog.monitors()).toEqual([]);
});

test("what was installed is found among hundreds of dashboards", async () => {
  const { dashboards } = own();
  const others = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      dashboards.createDashboard({ body: { title: `Team ${index}`, layoutType: "ordered", widgets: [] } }),
    ),
  );
  await change();
  expect(await change()).toEqual([]);
  await change({ remove: true });
  await Promise.all(others.map(({ id = "" }) => dashboards.deleteDashboard({ dashboardId: id })));
});

test("says in words that keys are refused, or that nobody answers there", async () => {
  const wrong = planContentChange({ ...account(), appKey: "no" }, rules, { remove: false });
  await expect(wrong).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("403") });
  const nowhere = planContentChange({ ...account(), apiUrl: "http://127.0.0.1:1" }, rules, { remove: false });
  await expect(nowhere).rejects.toMatchObject({ code: "unavailable" });
  const metadata = planContentChange({ ...account(), apiUrl: "http://169.254.169.254" }, rules, { remove: false });
  await expect(metadata).rejects.toMatchObject({ code: "invalid" });
});
