import { randomBytes } from "node:crypto";
import {
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type ElicitInputParams,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { text } from "./scenario-content.ts";

type Round = { round: number };
type Asked = Parameters<typeof inputRequired>[0]["inputRequests"];

/** Seals what the tools below hand to the client between two rounds. */
export const requestState = createRequestStateCodec<Round>({ key: randomBytes(32) });

/** An elicitation in form mode, whose properties are all required. */
export function form(message: string, properties: ElicitInputParams["requestedSchema"] | Record<string, object>) {
  return {
    message,
    requestedSchema: { type: "object" as const, properties: properties as never, required: Object.keys(properties) },
  };
}

const name = inputRequired.elicit(form("What is your name?", { name: { type: "string" } }));
const sampling = inputRequired.createMessage({
  messages: [{ role: "user", content: text("What is the capital of France?") }],
  maxTokens: 100,
});
const roots = inputRequired.listRoots();
const confirm = inputRequired.elicit(form("Please confirm", { ok: { type: "boolean" } }));
const color = inputRequired.elicit(form("Step 2: What is your favorite color?", { color: { type: "string" } }));

/** What each tool of 2026-07-28 asks for in its first and following rounds, and whether it hands out state. */
const asking: Record<string, { rounds: NonNullable<Asked>[]; stateful?: boolean }> = {
  test_input_required_result_elicitation: { rounds: [{ user_name: name }] },
  test_streaming_elicitation: { rounds: [{ user_name: name }] },
  test_input_required_result_sampling: { rounds: [{ capital_question: sampling }] },
  test_input_required_result_list_roots: { rounds: [{ client_roots: roots }] },
  test_input_required_result_request_state: { rounds: [{ confirm }], stateful: true },
  test_input_required_result_tampered_state: { rounds: [{ confirm }], stateful: true },
  test_input_required_result_multiple_inputs: {
    rounds: [{ user_name: name, greeting: sampling, client_roots: roots }],
    stateful: true,
  },
  test_input_required_result_multi_round: { rounds: [{ step1: name }, { step2: color }], stateful: true },
  test_input_required_result_capabilities: { rounds: [{ capital_question: sampling }] },
};

/** Tools that need an answer of the client before they can finish (2026-07-28, multi-round-trip requests). */
export function registerInputTools(server: McpServer): void {
  for (const [tool, { rounds, stateful }] of Object.entries(asking)) {
    server.registerTool(tool, { description: `Asks first: ${tool}` }, async (context) => {
      const done = context.mcpReq.requestState<Round>()?.round ?? 0;
      const asked = rounds[done] ?? {};
      const round = isAnswered(context, Object.keys(asked)) ? done + 1 : done;
      const next = rounds[round];
      if (next === undefined) return { content: [text(`state-ok ${JSON.stringify(context.mcpReq.inputResponses)}`)] };
      return inputRequired({
        inputRequests: next,
        ...(stateful && { requestState: await requestState.mint({ round }, context) }),
      });
    });
  }
}

function isAnswered(context: ServerContext, keys: string[]): boolean {
  const { inputResponses } = context.mcpReq;
  return keys.every((key) => inputResponse(inputResponses, key).kind !== "missing");
}
