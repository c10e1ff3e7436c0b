import type { CallCounts, PolicyCall, RecentCalls } from "./decision.ts";

/** The caller in a condition; what is not known is an empty string. */
export class CallerFacts {
  readonly sub: string;
  readonly email: string;
  readonly groups: readonly string[];

  constructor(call: PolicyCall) {
    this.sub = call.subject ?? "";
    this.email = call.email ?? "";
    this.groups = call.groups;
  }
}

export class ClientFacts {
  readonly name: string;

  constructor(call: PolicyCall) {
    this.name = call.client ?? "";
  }
}

/** `name` is missing where the call is not of a tool, the rest also where the tool is not known; asking for it fails. */
export class ToolConditionFacts {
  readonly name: string | undefined;
  readonly annotations: Readonly<Record<string, unknown>> | undefined;
  readonly schemaHash: string | undefined;

  constructor(call: PolicyCall) {
    this.name = call.tool ?? undefined;
    this.annotations = call.toolFacts?.annotations;
    this.schemaHash = call.toolFacts?.schemaHash;
  }
}

/** Everything is missing where the call is not HTTP. A body that could not be read fails whatever asks for it. */
export class HttpFacts {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly query: Readonly<Record<string, string[]>> | undefined;
  readonly body: unknown;

  constructor(call: PolicyCall) {
    this.method = call.method ?? undefined;
    this.path = call.path ?? undefined;
    this.query = call.kind === "http" && call.query !== undefined ? parseQuery(call.query ?? "") : undefined;
    if (call.kind !== "http") return;
    if (call.body !== undefined) this.body = call.body;
    else Object.defineProperty(this, "body", { get: refuseUnread, enumerable: true });
  }
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** When (UTC) and where the call is made. */
export class EnvFacts {
  readonly #at: number;
  readonly name: string;

  constructor({ at, environment }: PolicyCall) {
    this.#at = at;
    this.name = environment;
  }

  get now(): Date {
    return new Date(this.#at);
  }

  get hour(): bigint {
    return BigInt(this.now.getUTCHours());
  }

  get weekday(): string {
    return weekdays[this.now.getUTCDay()] ?? "";
  }
}

export class CountFacts {
  readonly calls: bigint;
  readonly denied: bigint;
  readonly held: bigint;

  constructor({ calls, denied, held }: CallCounts) {
    this.calls = BigInt(calls);
    this.denied = BigInt(denied);
    this.held = BigInt(held);
  }
}

export class RecentFacts {
  readonly minute: CountFacts;
  readonly hour: CountFacts;

  constructor({ minute, hour }: RecentCalls) {
    this.minute = new CountFacts(minute);
    this.hour = new CountFacts(hour);
  }
}

/** All are missing where nobody counted. */
export class HistoryFacts {
  readonly minute: CountFacts | undefined;
  readonly hour: CountFacts | undefined;
  readonly same: RecentFacts | undefined;

  constructor({ history }: PolicyCall) {
    this.minute = history && new CountFacts(history.minute);
    this.hour = history && new CountFacts(history.hour);
    this.same = history && new RecentFacts(history.same);
  }
}

function refuseUnread(): never {
  throw new Error("the body could not be read");
}

/** The variables of a condition. `args` is left out where arguments are not known, which fails whatever asks for them. */
export type ConditionFacts = {
  caller: CallerFacts;
  agent: string;
  client: ClientFacts;
  connection: string;
  kind: string;
  operation: string;
  tool: ToolConditionFacts;
  http: HttpFacts;
  env: EnvFacts;
  history: HistoryFacts;
  args?: Readonly<Record<string, unknown>>;
};

export function conditionFacts(call: PolicyCall): ConditionFacts {
  return {
    caller: new CallerFacts(call),
    agent: call.agent ?? "",
    client: new ClientFacts(call),
    connection: call.connection,
    kind: call.kind,
    operation: call.operation,
    tool: new ToolConditionFacts(call),
    http: new HttpFacts(call),
    env: new EnvFacts(call),
    history: new HistoryFacts(call),
    ...(call.args !== undefined && { args: call.args }),
  };
}

/** Every value of every name: an upstream may take the first of two or the last, so a rule must see both. */
function parseQuery(query: string): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value);
  return values;
}
