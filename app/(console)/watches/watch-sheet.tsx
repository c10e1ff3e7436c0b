"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select, Textarea } from "#components/ui/input.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import type { SavedView } from "#lib/views/schemas.ts";
import type { WatchCondition, WatchSummary } from "#lib/watches/schemas.ts";
import { FormSheet } from "../form-sheet.tsx";
import { createWatchAction, updateWatchAction } from "./actions.ts";
import { ConditionFields } from "./condition-fields.tsx";

type WatchSheetProps = {
  /** The watch that is changed; null for a new one, which begins with what is `given`. */
  watch: WatchSummary | null;
  given: { name: string; query: string };
  channels: ChannelSummary[];
  /** Saved views whose search it can take over. */
  views: SavedView[];
  onClose: () => void;
};

export function WatchSheet({ watch, given, channels, views, onClose }: WatchSheetProps) {
  const [name, setName] = useState(watch?.name ?? given.name);
  const [query, setQuery] = useState(watch?.query ?? given.query);
  const [condition, setCondition] = useState<WatchCondition>(
    watch?.condition ?? { kind: "more-than", count: 0, minutes: 5 },
  );
  const [channelIds, setChannelIds] = useState(watch?.channelIds ?? []);
  const asksSinks = condition.kind === "delivery-behind";

  function save() {
    const fields = { name, query: asksSinks ? "" : query, condition, channelIds };
    return watch ? updateWatchAction({ ...fields, id: watch.id, enabled: watch.enabled }) : createWatchAction(fields);
  }

  return (
    <FormSheet
      open
      title={watch ? "Change the watch" : "Add a watch"}
      save={watch ? "Save" : "Add the watch"}
      act={save}
      onClose={onClose}
    >
      {(errors) => (
        <>
          {!watch && views.length > 0 && (
            <Field label="From a saved view" hint="Takes over its name and its query as they are now.">
              <Select
                defaultValue=""
                onChange={(event) => {
                  const view = views.find(({ id }) => id === event.currentTarget.value);
                  if (!view) return;
                  setName(view.name.slice(0, 100));
                  setQuery(view.settings.query);
                }}
              >
                <option value="">–</option>
                {views.map((view) => (
                  <option key={view.id} value={view.id}>
                    {view.name}
                  </option>
                ))}
              </Select>
            </Field>
          )}
          <Field label="Name" error={errors["name"]}>
            <Input value={name} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
          </Field>
          <ConditionFields condition={condition} onChange={setCondition} errors={errors} />
          {!asksSinks && (
            <Field
              label="Of which events"
              hint="A query as in the audit log's search bar. Empty: of every event."
              error={errors["query"]}
            >
              <Textarea
                value={query}
                rows={3}
                spellCheck={false}
                autoComplete="off"
                className="font-mono"
                placeholder="status:failed server:billing"
                onChange={(event) => setQuery(event.currentTarget.value)}
              />
            </Field>
          )}
          <fieldset className="flex flex-col gap-1">
            <legend className="mb-1 text-sm font-medium">Rings</legend>
            <p className="text-xs text-muted">
              {channels.length === 0
                ? "There is no channel yet. Firings are listed here all the same."
                : "None chosen: every channel that tells when a watch fires."}
            </p>
            {channels.map(({ id, name: channel, target }) => (
              <Checkbox
                key={id}
                label={`${channel} (${target})`}
                checked={channelIds.includes(id)}
                onChange={(event) =>
                  setChannelIds(
                    event.currentTarget.checked ? [...channelIds, id] : channelIds.filter((each) => each !== id),
                  )
                }
              />
            ))}
            {errors["channelIds"] && (
              <p role="alert" className="text-xs text-danger">
                {errors["channelIds"]}
              </p>
            )}
          </fieldset>
        </>
      )}
    </FormSheet>
  );
}
