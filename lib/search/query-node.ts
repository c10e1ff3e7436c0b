import type { SearchField } from "./fields.ts";

/** What a term asks of the values of its field. Numbers of durations are milliseconds. */
export type Test =
  | { is: "equal"; value: string }
  /** `*` stands for any characters, `?` for one; a backslash before them, or before another one, takes that away. */
  | { is: "like"; glob: string }
  | { is: "present" }
  | { is: "between"; from: Bound | null; to: Bound | null }
  | { is: "within"; ranges: string[] };

export type Bound = { value: number; included: boolean };

/** Where in the text of the query it stands. */
export type Span = { start: number; end: number };

export type Term = Span & { kind: "term"; field: SearchField; test: Test };

/** Words that some text of the event has in this order; `prefix`: the last one may go on. */
export type Words = Span & { kind: "words"; text: string; prefix: boolean };

/** A query that was understood. `all` matches every event. */
export type QueryNode =
  | { kind: "all" }
  | { kind: "and" | "or"; nodes: QueryNode[] }
  | { kind: "not"; node: QueryNode }
  | Term
  | Words;
