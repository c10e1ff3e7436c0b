"use client";

import { useId, useState, type FormEvent } from "react";
import { Search, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { parseQuery } from "#lib/search/parse-query.ts";
import type { QueryProblem } from "#lib/search/schemas.ts";
import { QueryInput } from "./query-input.tsx";

type QueryBarProps = { query: string; onSearch: (query: string) => void };

/** The search bar. What cannot be understood is marked at its place and said below, and nothing is searched for. */
export function QueryBar({ query, onSearch }: QueryBarProps) {
  const problemId = useId();
  const [draft, setDraft] = useState({ of: query, text: query });
  // Another query from elsewhere, a click or the back button, takes the place of what is being typed.
  const text = draft.of === query ? draft.text : query;
  const [refused, setRefused] = useState<string | null>(query);
  const problems = refused === text ? problemsOf(text) : [];
  function submit(event?: FormEvent): void {
    event?.preventDefault();
    setRefused(text);
    if (problemsOf(text).length === 0) onSearch(text.trim());
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 grow basis-80 flex-col gap-1">
      <div className="flex min-w-0 items-start gap-1">
        <QueryInput
          text={text}
          onText={(next) => setDraft({ of: query, text: next })}
          onSubmit={submit}
          problems={problems}
          problemId={problemId}
        />
        {text !== "" && (
          <IconButton
            label="Clear the query"
            className="size-8"
            onClick={() => {
              setDraft({ of: query, text: "" });
              onSearch("");
            }}
          >
            <X aria-hidden />
          </IconButton>
        )}
        <Button type="submit">
          <Search aria-hidden className="size-4" />
          Search
        </Button>
      </div>
      {problems.length > 0 && (
        <div id={problemId} role="alert" className="text-xs text-danger">
          <ul>
            {problems.slice(0, 5).map(({ message, start }) => (
              <li key={`${start} ${message}`}>{`At character ${start + 1}: ${message}`}</li>
            ))}
          </ul>
        </div>
      )}
    </form>
  );
}

function problemsOf(text: string): QueryProblem[] {
  const parsed = parseQuery(text);
  return "problems" in parsed ? parsed.problems.toSorted((a, b) => a.start - b.start) : [];
}
