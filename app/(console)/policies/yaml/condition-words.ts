/** What a condition can ask for, in the order in which people look for it. `docs/conditions.md` says it at length. */
export const conditionWords: readonly { name: string; type: string; text: string }[] = [
  { name: "args", type: "map", text: "Arguments of the tool, or parameters of another MCP method; empty for HTTP." },
  { name: "caller.groups", type: "list", text: 'Groups of the caller. Ask as in "billing" in caller.groups.' },
  {
    name: "caller.email",
    type: "text",
    text: "E-mail address of the person, where the identity provider vouches for it; else empty.",
  },
  {
    name: "caller.sub",
    type: "text",
    text: "Subject of the person who calls, or for whom an agent calls; else empty.",
  },
  { name: "agent", type: "text", text: "The machine identity; empty where a person calls without one." },
  { name: "client.name", type: "text", text: "What the MCP client calls itself. It is not verified." },
  { name: "connection", type: "text", text: "Slug of the connection." },
  { name: "kind", type: "text", text: "Kind of the connection: mcp or http." },
  { name: "operation", type: "text", text: "The MCP method, or METHOD /path." },
  { name: "tool.name", type: "text", text: "The MCP tool; missing where the call is not of a tool." },
  {
    name: "tool.annotations",
    type: "map",
    text: "What the server says of the tool, such as readOnlyHint and destructiveHint.",
  },
  {
    name: "tool.schemaHash",
    type: "text",
    text: "SHA-256 of the tool's description and schemas: changes when the tool does.",
  },
  { name: "http.method", type: "text", text: "Missing for MCP, as is all of http." },
  { name: "http.path", type: "text", text: "The path below the connection, decoded once." },
  { name: "http.query", type: "map", text: "Name to the list of every value it was given with." },
  { name: "http.body", type: "any", text: "The body as JSON, else as text; null where there is none." },
  { name: "env.name", type: "text", text: "Where this Holdpoint runs, as HOLDPOINT_ENV says." },
  { name: "env.hour", type: "number", text: "Hour of the day in UTC, 0 to 23." },
  { name: "env.weekday", type: "text", text: "Day of the week in UTC, such as monday." },
  { name: "env.now", type: "time", text: "When the call is made." },
  { name: "history.minute.calls", type: "number", text: "Calls of this caller in the last minute." },
  { name: "history.minute.denied", type: "number", text: "Of these, denied ones." },
  { name: "history.minute.held", type: "number", text: "Of these, held ones." },
  { name: "history.hour.calls", type: "number", text: "Calls of this caller in the last hour." },
  { name: "history.hour.denied", type: "number", text: "Of these, denied ones." },
  { name: "history.hour.held", type: "number", text: "Of these, held ones." },
  {
    name: "history.same.minute.calls",
    type: "number",
    text: "Of the last minute, calls of the same tool or operation.",
  },
  { name: "history.same.hour.calls", type: "number", text: "Of the last hour, calls of the same tool or operation." },
];

export const conditionFunctions: readonly { name: string; text: string }[] = [
  { name: "has(args.amount)", text: "Whether it is there. Asking for what is missing makes a condition fail." },
  { name: "args.name.matches('^prod-')", text: "Whether a text has the pattern (RE2) in it." },
  { name: "args.tags.exists(tag, tag == 'prod')", text: "Whether one of a list is so; all(…) whether every one is." },
  { name: "args.name.startsWith('prod-')", text: "Also endsWith and contains." },
  { name: "size(args.ids) > 10", text: "How many there are, or how long a text is." },
];
