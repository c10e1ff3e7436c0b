import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import { CliError } from "./cli-error.ts";
import type { WantedSink } from "./configuration.ts";
import { differences, notSet, type Change, type Plan, type PlanOptions } from "./change.ts";
import type { ReadConfiguration } from "./read-configuration.ts";
import { remote, type RemoteSink } from "./remote.ts";

const Same = z.object({ same: z.boolean() });

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
  const { enabled, apiKey, ...rest } = sink;
  if (apiKey === undefined) {
    const why = unset.length > 0 ? `of its key ${notSet(unset)}` : "has no apiKey";
    throw new CliError(`Sink ${sink.name} is new, and ${why}.`);
  }
  if (!enabled) throw new CliError(`Sink ${sink.name} is new and not enabled. Leave it out of the file instead.`);
  return {
    sign: "+",
    what: `sink ${sink.name}`,
    details: [`${sink.kind} ${sink.url}`],
    run: () => client.change("POST", "/sinks", { ...rest, apiKey }),
  };
}

async function planUpdate(client: ApiClient, before: RemoteSink, sink: WantedSink): Promise<Change | undefined> {
  const { apiKey, url, enabled } = sink;
  if (before.kind !== sink.kind)
    throw new CliError(`Sink ${sink.name} is of kind ${before.kind}, which cannot change.`);
  const details = differences(before, { url, enabled });
  const path = `/sinks/${before.id}/compare-key`;
  const isNewKey = apiKey !== undefined && !(await client.send("POST", path, { apiKey }, Same)).same;
  if (isNewKey) details.push("key: replaced");
  if (details.length === 0) return undefined;
  return changeOf(client, before, { ...before, url, enabled, ...(isNewKey && { apiKey }) }, details);
}

function changeOf(
  client: ApiClient,
  { id, name }: RemoteSink,
  { url, enabled, apiKey }: { url: string; enabled: boolean; apiKey?: string | undefined },
  details: string[],
): Change {
  return {
    sign: "~",
    what: `sink ${name}`,
    details,
    run: () => client.change("PUT", `/sinks/${id}`, { name, url, enabled, ...(apiKey !== undefined && { apiKey }) }),
  };
}
