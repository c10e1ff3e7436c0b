import type { DetectorKind } from "#lib/masking/schemas.ts";
import type { CreateSink, SinkField, SinkFilter, SinkKind, SinkSettings } from "#lib/sinks/schemas.ts";
import { datadogIntake, datadogSites, type DatadogSite } from "#lib/sinks/shapes.ts";
import { joinNames, splitNames } from "../names.ts";

/** A sink as its form has it. `site`: of Datadog's; empty where an address is given. */
export type SinkDraft = {
  kind: SinkKind;
  name: string;
  site: DatadogSite | "";
  url: string;
  apiKey: string;
  startAt: CreateSink["startAt"];
  only: "" | NonNullable<SinkFilter["only"]>;
  groups: NonNullable<SinkFilter["groups"]>;
  connections: string;
  agents: string;
  without: SinkField[];
  /** What is found and masked in every event; null where the sink has masks that the form cannot say. */
  detect: DetectorKind[] | null;
  tags: string;
  header: string;
  index: string;
  accessKeyId: string;
  region: string;
  certificates: string;
};

type Stored = { kind: SinkKind; name: string; url: string; settings: SinkSettings };

export function draftOf({ kind, name, url, settings }: Stored): SinkDraft {
  const { filter = {}, withoutFields = [], tags, header, index, accessKeyId, region, certificates } = settings;
  return {
    kind,
    name,
    site: siteOf(kind, url),
    url,
    apiKey: "",
    startAt: "beginning",
    only: filter.only ?? "",
    groups: filter.groups ?? [],
    connections: joinNames(filter.connections),
    agents: joinNames(filter.agents),
    without: withoutFields,
    detect: detectedBy(settings.masks ?? []),
    tags: joinNames(tags),
    header: header ?? "",
    index: index ?? "",
    accessKeyId: accessKeyId ?? "",
    region: region ?? "",
    certificates: certificates ?? "",
  };
}

/** A form to begin with. */
export function emptyDraft(kind: SinkKind): SinkDraft {
  const name = kind === "datadog" ? "Datadog" : "";
  const url = kind === "datadog" ? datadogIntake("datadoghq.com", kind) : "";
  return draftOf({ kind, name, url, settings: {} });
}

export function addressOf({ kind, site, url }: SinkDraft): string {
  if (site === "" || (kind !== "datadog" && kind !== "datadog-changes")) return url;
  return datadogIntake(site, kind);
}

/** `stored`: what the form does not show stays as it was: states of events, and masks that it cannot say. */
export function settingsOf(draft: SinkDraft, stored: SinkSettings = {}): SinkSettings {
  const { kind } = draft;
  const filter: SinkFilter = {
    ...(draft.only !== "" && { only: draft.only }),
    ...(draft.groups.length > 0 && { groups: draft.groups }),
    ...listed("connections", draft.connections),
    ...listed("agents", draft.agents),
    ...(stored.filter?.statuses && { statuses: stored.filter.statuses }),
  };
  return {
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(draft.without.length > 0 && { withoutFields: draft.without }),
    ...masksOf(draft, stored),
    ...(kind.startsWith("datadog") && listed("tags", draft.tags)),
    ...(kind === "otlp" && given("header", draft.header)),
    ...((kind === "splunk" || kind === "elasticsearch") && given("index", draft.index)),
    ...(kind === "s3" && { ...given("accessKeyId", draft.accessKeyId), ...given("region", draft.region) }),
    ...(kind !== "folder" && given("certificates", draft.certificates)),
  };
}

/** The kinds of a single mask that replaces what it finds by tokens. */
function detectedBy(masks: NonNullable<SinkSettings["masks"]>): DetectorKind[] | null {
  const [mask, ...others] = masks;
  if (mask === undefined) return [];
  const { where, detect, with: style, ...more } = mask;
  const isPlain = others.length === 0 && where === "sink" && style === "token" && Object.keys(more).length === 0;
  return isPlain ? (detect ?? null) : null;
}

function masksOf({ detect }: SinkDraft, stored: SinkSettings): Pick<SinkSettings, "masks"> {
  if (detect === null) return stored.masks ? { masks: stored.masks } : {};
  return detect.length === 0 ? {} : { masks: [{ where: "sink", detect, with: "token" }] };
}

function siteOf(kind: SinkKind, url: string): DatadogSite | "" {
  if (kind !== "datadog" && kind !== "datadog-changes") return "";
  return datadogSites.find((site) => datadogIntake(site, kind) === url) ?? "";
}

function listed<Name extends string>(name: Name, text: string): Partial<Record<Name, string[]>> {
  const names = splitNames(text);
  return names.length === 0 ? {} : ({ [name]: names } as Record<Name, string[]>);
}

function given<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  return text.trim() === "" ? {} : ({ [name]: text.trim() } as Record<Name, string>);
}
