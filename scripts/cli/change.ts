/** One step from what is to what the file says. */
export type Change = {
  sign: "+" | "~" | "-";
  what: string;
  details: string[];
  /** Makes the change; answers what is to be told of it. */
  run: () => Promise<string | undefined>;
};

export type Plan = { changes: Change[]; notes: string[] };

export type PlanOptions = {
  /** Whether what the file does not list is taken away. */
  prune: boolean;
  reason: string;
  /** What was typed to publish a dangerous policy. */
  confirm: string | undefined;
  /** Keeps a new gateway key; answers where. */
  keepKey: (agent: string, key: string) => Promise<string>;
};

/** `name: before → after` for each field that differs. */
export function differences(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return Object.keys(after).flatMap((field) => {
    const [one, other] = [JSON.stringify(before[field] ?? null), JSON.stringify(after[field] ?? null)];
    return one === other ? [] : [`${field}: ${one} → ${other}`];
  });
}

/** `A and B are not set`. */
export function notSet(variables: string[]): string {
  const names = new Intl.ListFormat("en").format(variables);
  return `${names} ${variables.length === 1 ? "is" : "are"} not set`;
}

/** The same fields with nothing in them, for `differences` where what is left out is what goes. */
export function blank(fields: object): Record<string, null> {
  return Object.fromEntries(Object.keys(fields).map((field) => [field, null]));
}
