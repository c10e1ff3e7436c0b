import type { PolicyCall } from "./schemas.ts";

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

/** `name` is missing where the call is not of a tool, so that asking for it fails. */
export class ToolFacts {
  readonly name: string | undefined;

  constructor(call: PolicyCall) {
    this.name = call.tool ?? undefined;
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
    this.query = call.kind === "http" ? parseQuery(call.query ?? "") : undefined;
    if (call.kind !== "http") return;
    if (call.body !== undefined) this.body = call.body;
    else Object.defineProperty(this, "body", { get: refuseUnread, enumerable: true });
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
  operation: string;
  tool: ToolFacts;
  http: HttpFacts;
  args?: Readonly<Record<string, unknown>>;
};

export function conditionFacts(call: PolicyCall): ConditionFacts {
  return {
    caller: new CallerFacts(call),
    agent: call.agent ?? "",
    client: new ClientFacts(call),
    connection: call.connection,
    operation: call.operation,
    tool: new ToolFacts(call),
    http: new HttpFacts(call),
    ...(call.args !== undefined && { args: call.args }),
  };
}

/** Every value of every name: an upstream may take the first of two or the last, so a rule must see both. */
function parseQuery(query: string): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value);
  return values;
}
