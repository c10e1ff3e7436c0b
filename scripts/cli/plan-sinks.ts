import { canonicalJson } from "#lib/crypto/request-digest.ts";
import type { ApiClient } from "./api-client.ts";
import { CliError } from "./cli-error.ts";
import type { WantedSink } from "./configuration.ts";
import { blank, differences, notSet, type Change, type Plan, type PlanOptions } from "./change.ts";
import type { ReadConfiguration } from "./read-configuration.ts";
import { remote, Same, type RemoteSink } from "./remote.ts";

/** Sinks that are made, changed, or with `--prune` switched off; by name. */
export async function planSinks(client: ApiClient, wanted: ReadConfiguration, options: PlanOptions): Promise<Plan> {
  if (!wanted.sinks) return { changes: [], notes: [] };
  const there = await remote.sinks(client);
  const changes: Change[] = [];
  const notes: string[] = [];
  for (const [index, sink] of wanted.sinks.entries()) {
    const before = there.find(({ name }) => name === sink.name);
    const unset = wanted.unsetOf("sinks", index);
    if (unset.length > 0 && before) notes.push(`Sink ${sink.name} keeps its key: ${notSet(unset)}.`);
    const given = unset.length > 0 ? { ...sink, apiKey: undefined } : sink;
    const planned = before ? await planUpdate(client, before, given) : planCreate(client, given, unset);
    if (planned) changes.push(planned);
  }
  const listed = new Set(wanted.sinks.map(({ name }) => name));
  for (const sink of there.filter(({ name, enabled }) => enabled && !listed.has(name))) {
    if (options.prune) changes.push(changeOf(client, sink, { ...sink, enabled: false }, ["switched off"]));
    else notes.push(`Not in the file, and left as it is: sink ${sink.name}. --prune switches it off.`);
  }
  return { changes, notes };
}

function planCreate(client: ApiClient, sink: WantedSink, unset: string[]): Change {
  const { enabled, apiKey = "", settings = {}, ...rest } = sink;
  if (unset.length > 0) throw new CliError(`Sink ${sink.name} is new, and of its key ${notSet(unset)}.`);
  if (!enabled) throw new CliError(`Sink ${sink.name} is new and not enabled. Leave it out of the file instead.`);
  return {
    sign: "+",
    what: `sink ${sink.name}`,
    details: [`${sink.kind} ${sink.url}`, ...differences({}, settings)],
    run: () => client.change("POST", "/sinks", { ...rest, apiKey, settings }),
  };
}

async function planUpdate(client: ApiClient, before: RemoteSink, sink: WantedSink): Promise<Change | undefined> {
  const { apiKey, url, enabled, settings = before.settings } = sink;
  if (before.kind !== sink.kind)
    throw new CliError(`Sink ${sink.name} is of kind ${before.kind}, which cannot change.`);
  const details = [...differences(before, { url, enabled }), ...settingsDiffer(before.settings, settings)];
  const path = `/sinks/${before.id}/compare-key`;
  const isNewKey = apiKey !== undefined && !(await client.send("POST", path, { apiKey }, Same)).same;
  if (isNewKey) details.push("key: replaced");
  if (details.length === 0) return undefined;
  return changeOf(client, before, { ...before, url, enabled, settings, ...(isNewKey && { apiKey }) }, details);
}

function settingsDiffer(before: object, after: object): string[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  return differences({ ...before }, { ...blank(before), ...after });
}

function changeOf(
  client: ApiClient,
  { id, name }: RemoteSink,
  sink: Pick<RemoteSink, "url" | "enabled" | "settings"> & { apiKey?: string | undefined },
  details: string[],
): Change {
  const { url, enabled, settings, apiKey } = sink;
  const key = apiKey === undefined ? {} : { apiKey };
  return {
    sign: "~",
    what: `sink ${name}`,
    details,
    run: () => client.change("PUT", `/sinks/${id}`, { name, url, enabled, settings, ...key }),
  };
}
