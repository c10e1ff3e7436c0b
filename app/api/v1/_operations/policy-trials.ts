import { z } from "zod";
import { cancelBacktest } from "#lib/backtests/cancel-backtest.ts";
import { listBacktests } from "#lib/backtests/list-backtests.ts";
import { readBacktest } from "#lib/backtests/read-backtest.ts";
import { BacktestResult, BacktestState, StartBacktest } from "#lib/backtests/schemas.ts";
import { startBacktest } from "#lib/backtests/start-backtest.ts";
import { explainCall } from "#lib/explanations/explain-call.ts";
import { ExplainCall } from "#lib/explanations/schemas.ts";
import { countObserved } from "#lib/policies/count-observed.ts";
import { Effect } from "#lib/policies/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { MaybeTime, Time } from "./fields.ts";

const tag = "policy";
const text = z.string().nullable();
const count = z.number().int();

const BacktestSummary = z.object({
  id: z.string(),
  state: BacktestState,
  days: count,
  from: Time,
  to: Time,
  authorName: z.string(),
  createdAt: Time,
  startedAt: MaybeTime,
  finishedAt: MaybeTime,
  total: count.nullable(),
  judged: count,
  readsArguments: z.boolean(),
  error: text,
});
const Backtest = BacktestSummary.extend({ result: BacktestResult.nullable() });

const Example = { callId: z.string(), eventId: z.string(), at: Time };

const Explanation = z.object({
  call: z.record(z.string(), z.unknown()).describe("As it was judged, in the words of a described call."),
  unknown: z.array(z.enum(["args", "body", "query", "groups", "history", "tool"])),
  policyVersion: count.nullable(),
  verdict: z.object({ effect: Effect, rule: text, message: text, approval: z.unknown() }),
  rules: z.array(
    z.object({
      id: z.string(),
      effect: Effect,
      observe: z.boolean(),
      outcome: z.enum(["matched", "not-matched", "error", "observed"]),
      decides: z.boolean(),
      why: z.string(),
      values: z.array(z.object({ expression: z.string(), value: text })),
    }),
  ),
  recorded: z.object({ ...Example, effect: Effect, rule: text, policyVersion: count.nullable() }).nullable(),
});

export const policyTrialOperations = [
  defineOperation({
    id: "explainCall",
    method: "POST",
    path: "/policy/explain",
    tag,
    summary: "Judges one call, past or described: every rule with whether it matches and why, and the verdict.",
    body: ExplainCall,
    answer: Explanation,
    run: (context, { body }) => explainCall(context, body),
  }),
  defineOperation({
    id: "countObserved",
    method: "GET",
    path: "/policy/observed",
    tag,
    summary: "Would-be verdicts of rules that only observe, over the last days.",
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(7) }),
    answer: z.object({
      observed: z.array(
        z.object({
          rule: z.string(),
          effect: Effect,
          matched: count,
          wouldChange: count,
          errors: count,
          lastAt: Time,
          examples: z.array(z.object(Example)),
        }),
      ),
    }),
    run: async (context, { query }) => ({ observed: await countObserved(context, query) }),
  }),
  defineOperation({
    id: "listBacktests",
    method: "GET",
    path: "/policy/backtests",
    tag,
    summary: "The newest 20 backtests, newest first, without what they found.",
    answer: z.object({ backtests: z.array(BacktestSummary) }),
    run: async (context) => ({ backtests: await listBacktests(context) }),
  }),
  defineOperation({
    id: "startBacktest",
    method: "POST",
    path: "/policy/backtests",
    tag,
    summary: "Has the calls of the last days judged by a policy that is not in force.",
    status: 202,
    body: StartBacktest,
    answer: Backtest,
    run: (context, { body }) => startBacktest(context, body),
  }),
  defineOperation({
    id: "readBacktest",
    method: "GET",
    path: "/policy/backtests/{id}",
    tag,
    summary: "How far a backtest is, and what it has found so far.",
    answer: Backtest,
    run: (context, { params }) => readBacktest(context, params),
  }),
  defineOperation({
    id: "cancelBacktest",
    method: "POST",
    path: "/policy/backtests/{id}/cancel",
    tag,
    summary: "Stops a backtest that waits or runs.",
    answer: z.object({ state: z.literal("cancelled") }),
    run: async (context, { params }) => {
      await cancelBacktest(context, params);
      return { state: "cancelled" as const };
    },
  }),
];
