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
