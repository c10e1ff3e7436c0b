"use client";

import { useId, useRef, useState, type KeyboardEvent } from "react";
import type { QueryProblem } from "#lib/search/schemas.ts";
import { completed, typingAt, type Typing } from "./complete-at.ts";
import { MarkedQuery } from "./marked-query.tsx";
import { SuggestionList } from "./suggestion-list.tsx";
import { useSuggestions, type Suggestion } from "./use-suggestions.ts";

type QueryInputProps = {
  text: string;
  onText: (text: string) => void;
  onSubmit: () => void;
  problems: readonly QueryProblem[];
  /** Id of the element that says what is wrong. */
  problemId: string;
};

/** The text of a query, with proposals for the word at the caret and a line under what cannot be understood. */
export function QueryInput({ text, onText, onSubmit, problems, problemId }: QueryInputProps) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typing, setTyping] = useState<Typing | null>(null);
  const [active, setActive] = useState(-1);
  const [scrolled, setScrolled] = useState(0);
  const suggestions = useSuggestions(typing);
  const isOpen = typing !== null && suggestions.length > 0;

  function look(): void {
    const element = input.current;
    if (!element) return;
    setTyping(typingAt(element.value, element.selectionStart ?? element.value.length));
    setActive(-1);
  }
  function close(): void {
    setTyping(null);
    setActive(-1);
  }
  function choose({ choice }: Suggestion): void {
    const element = input.current;
    if (!typing || !element) return;
    const next = completed(text, typing, choice);
    onText(next.text);
    // The caret goes where typing goes on, once the new text is in the field.
    requestAnimationFrame(() => {
      element.setSelectionRange(next.caret, next.caret);
      if (choice.endsWith(":")) look();
      else close();
    });
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const suggestion = isOpen ? suggestions[active] : undefined;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) look();
      else setActive(turn(active, event.key === "ArrowDown" ? 1 : -1, suggestions.length));
    } else if (suggestion && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      choose(suggestion);
    } else if (event.key === "Enter") {
      close();
      onSubmit();
    } else if (event.key === "Escape") {
      if (isOpen) close();
      else event.currentTarget.blur();
    }
  }

  return (
    <div className="relative min-w-0 grow">
      <div className="relative rounded-md border border-control bg-surface has-aria-invalid:border-danger">
        <MarkedQuery text={text} problems={problems} scrolled={scrolled} />
        <input
          ref={input}
          role="combobox"
          aria-label="Search"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
          aria-invalid={problems.length > 0 || undefined}
          aria-describedby={problems.length > 0 ? problemId : undefined}
          data-page-search
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={4_000}
          placeholder="user:alice -tool:list_* status:failed duration:>2s"
          value={text}
          onChange={(event) => {
            onText(event.currentTarget.value);
            look();
          }}
          onClick={look}
          onKeyDown={onKeyDown}
          onBlur={close}
          onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
          className="relative h-8 w-full rounded-md bg-transparent px-2 font-mono text-lg -outline-offset-1 sm:text-sm"
        />
      </div>
      <SuggestionList id={listId} suggestions={isOpen ? suggestions : []} active={active} onChoose={choose} />
    </div>
  );
}

/** The next place in a list that goes round, with nothing chosen (-1) between its end and its beginning. */
function turn(at: number, step: 1 | -1, length: number): number {
  const next = at + step;
  return next >= length ? -1 : next < -1 ? length - 1 : next;
}
