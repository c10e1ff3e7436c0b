"use client";

import { useId, useState } from "react";
import { ListFilter, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import { EventStatus } from "#lib/ledger/events.ts";
import { EventGroup, type EventFacets } from "#lib/ledger/schemas.ts";
import { DateRange } from "./date-range.tsx";
import { groupWords } from "./event-words.ts";
import { noFilter, type FilterChange, type FilterParams } from "./search-params.ts";

type FilterBarProps = {
  filters: FilterParams;
  facets: EventFacets;
  /** False where there is only the reader's own activity to see. */
  everybody: boolean;
  onChange: (change: FilterChange) => void;
};

export function FilterBar({ filters, facets, everybody, onChange }: FilterBarProps) {
  const [unfolded, setUnfolded] = useState(false);
  const { user, agent, server, tool, status, kind, from, to, range } = filters;
  const count = [user, agent, server, tool, status, kind, from ?? to].filter((value) => value !== null).length;
  return (
    <search className="border-b px-4 py-2">
      <Button className="sm:hidden" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        <ListFilter aria-hidden className="size-4" />
        {count > 0 ? `Filters (${count})` : "Filters"}
      </Button>
      <div
        className={`grid grid-cols-2 gap-2 max-sm:mt-2 sm:flex sm:flex-wrap sm:items-center ${unfolded ? "" : "max-sm:hidden"}`}
      >
        {everybody && (
          <Suggest
            label="User"
            value={user}
            suggestions={facets.users}
            onChange={(value) => onChange({ user: value })}
            isPageSearch
          />
        )}
        <Suggest
          label="Agent"
          value={agent}
          suggestions={facets.agents}
          onChange={(value) => onChange({ agent: value })}
        />
        <Choice
          label="Server"
          all="All servers"
          value={server}
          options={withValue(facets.connections, server).map((name) => ({ value: name, label: name }))}
          onChange={(value) => onChange({ server: value })}
        />
        <Suggest label="Tool" value={tool} suggestions={[]} onChange={(value) => onChange({ tool: value })} />
        <Choice
          label="Status"
          all="Any status"
          value={status}
          options={EventStatus.options
            .filter((name) => name !== "started")
            .map((name) => ({ value: name, label: name }))}
          onChange={(value) => onChange({ status: value })}
        />
        <Choice
          label="Kind"
          all="All kinds"
          value={kind}
          options={EventGroup.options.map((name) => ({ value: name, label: groupWords[name] }))}
          onChange={(value) => onChange({ kind: value })}
        />
        <DateRange range={range} from={from} to={to} onChange={onChange} />
        {count > 0 && (
          <Button variant="ghost" onClick={() => onChange(noFilter)}>
            <X aria-hidden className="size-4" />
            Clear
          </Button>
        )}
      </div>
    </search>
  );
}

function withValue(values: string[], value: string | null): string[] {
  return value === null || values.includes(value) ? values : [value, ...values];
}

type SuggestProps = {
  label: string;
  value: string | null;
  suggestions: string[];
  onChange: (value: string | null) => void;
  isPageSearch?: boolean;
};

/** Exact value, typed or chosen; takes effect on Enter, on leaving, and at once when one is chosen. */
function Suggest({ label, value, suggestions, onChange, isPageSearch }: SuggestProps) {
  const listId = useId();
  const commit = (text: string) => {
    const next = text.trim() || null;
    if (next !== value) onChange(next);
  };
  return (
    <>
      <Input
        // A new value from elsewhere starts the field afresh.
        key={value ?? ""}
        type="search"
        aria-label={label}
        placeholder={label}
        defaultValue={value ?? ""}
        list={listId}
        autoComplete="off"
        spellCheck={false}
        maxLength={1000}
        className="sm:w-44"
        data-page-search={isPageSearch || undefined}
        onBlur={(event) => commit(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(event.currentTarget.value);
        }}
        onInput={(event) => {
          if (suggestions.includes(event.currentTarget.value)) commit(event.currentTarget.value);
        }}
      />
      <datalist id={listId}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion}>
            {suggestion}
          </option>
        ))}
      </datalist>
    </>
  );
}

type ChoiceProps<Value extends string> = {
  label: string;
  /** What choosing nothing means. */
  all: string;
  value: Value | null;
  options: { value: Value; label: string }[];
  onChange: (value: Value | null) => void;
};

function Choice<Value extends string>({ label, all, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Select
      aria-label={label}
      value={value ?? ""}
      className="sm:w-auto sm:max-w-44"
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value);
        onChange(chosen?.value ?? null);
      }}
    >
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
