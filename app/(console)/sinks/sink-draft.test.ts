import { expect, test } from "vitest";
import { SinkKind, SinkSettings } from "#lib/sinks/schemas.ts";
import { addressOf, draftOf, emptyDraft, settingsOf } from "./sink-draft.ts";

const full: SinkSettings = {
  filter: { only: "decisions", groups: ["calls"], connections: ["billing"], agents: ["bot"], statuses: ["denied"] },
  withoutFields: ["clientIp"],
  masks: [{ where: "sink", detect: ["email"], with: "token" }],
  certificates: "-----BEGIN CERTIFICATE-----",
};
const own: Partial<Record<SinkKind, SinkSettings>> = {
  datadog: { tags: ["env:prod", "team:security"] },
  otlp: { header: "x-token" },
  splunk: { index: "audit" },
  s3: { accessKeyId: "AKIA", region: "eu-central-1" },
};

test.each(SinkKind.options)("saving the form of a sink of kind %s unchanged changes nothing", (kind) => {
  const { certificates, ...rest } = full;
  const settings = { ...rest, ...own[kind], ...(kind !== "folder" && { certificates }) };
  const draft = draftOf({ kind, name: "One", url: "https://intake.example.com", settings });
  expect(settingsOf(draft, settings)).toEqual(settings);
  expect(addressOf(draft)).toBe("https://intake.example.com");
  expect(SinkSettings.parse(settingsOf(draft, settings))).toEqual(settings);
});

test("masks that the form cannot say stay, and those that it can are its own", () => {
  const rich: SinkSettings = { masks: [{ where: "sink", fields: ["$.reason"], with: "drop" }] };
  const stored = { kind: "webhook", name: "Hook", url: "https://hooks.example.com" } as const;
  const kept = draftOf({ ...stored, settings: rich });
  expect(kept.detect).toBeNull();
  expect(settingsOf(kept, rich)).toEqual(rich);
  const draft = draftOf({ ...stored, settings: full });
  expect(draft.detect).toEqual(["email"]);
  expect(settingsOf({ ...draft, detect: [] }, full)).not.toHaveProperty("masks");
  expect(settingsOf({ ...draft, detect: ["ip"] }, full).masks).toEqual([
    { where: "sink", detect: ["ip"], with: "token" },
  ]);
});

test("a site of Datadog's is an address", () => {
  const draft = emptyDraft("datadog");
  expect(draft.site).toBe("datadoghq.com");
  expect(addressOf({ ...draft, site: "ap2.datadoghq.com" })).toBe("https://http-intake.logs.ap2.datadoghq.com");
  const changes = draftOf({
    kind: "datadog-changes",
    name: "",
    url: "https://event-management-intake.datadoghq.eu",
    settings: {},
  });
  expect(changes.site).toBe("datadoghq.eu");
  expect(settingsOf(draft)).toEqual({});
});
