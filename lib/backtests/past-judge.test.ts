import { describe, expect, it } from "vitest";
import { toPolicyCall, type PastCall } from "#lib/past-calls/past-call.ts";
import type { StoredRequest } from "#lib/past-calls/stored-request.ts";
import { compilePolicy, evaluate } from "#lib/policies/evaluate.ts";
import { PolicyDocument, type Effect, type Rule } from "#lib/policies/schemas.ts";
import { PastJudge } from "./past-judge.ts";

const past: PastCall = {
  eventId: "evt_1",
  callId: "call_1",
  at: new Date("2026-11-20T09:30:00Z"),
  connection: "billing",
  kind: "mcp",
  operation: "tools/call",
  tool: "pay",
  userId: null,
  userName: null,
  agent: "bot",
  decision: "allow",
  rule: null,
  policyVersion: 1,
  client: null,
  groups: ["agents"],
  matched: null,
};
const known = { tools: new Map(), environment: "test" };
const approval = { groups: ["finance"], expiresInS: 600 };

const matches: Rule["match"][] = [
  {},
  { tools: ["pay"] },
  { tools: ["look"] },
  { groups: ["agents"] },
  { groups: ["staff"] },
];
const conditions = [undefined, "args.amount > 5", "args.missing > 5", `"staff" in caller.groups`, "true"];
const effects: Effect[] = ["deny", "hold", "allow"];
const rules: Rule[] = matches.flatMap((match, m) =>
  conditions.flatMap((when, c) =>
    effects.map((effect) => ({
      id: `${effect}-${m}-${c}`,
      match,
      ...(when !== undefined && { when }),
      effect,
      ...(effect === "hold" && { approval }),
    })),
  ),
);

describe("a past call of which everything is known", () => {
  it("is judged exactly as the gateway would judge it, whatever the rules", () => {
    const requests: StoredRequest[] = [{ args: { amount: 9 } }, { args: { amount: 1 } }];
    let random = 1;
    for (let round = 0; round < 400; round++) {
      const chosen = rules.filter(() => (random = (random * 48_271) % 2_147_483_647) % 20 === 0);
      const document = PolicyDocument.parse({ rules: chosen });
      const policy = compilePolicy(document, 2);
      const judge = new PastJudge(document, known);
      for (const request of requests) {
        const now = evaluate(policy, toPolicyCall(past, { request, toolFacts: null, environment: "test" }));
        const verdict = judge.judge(past, request);
        expect([chosen.map(({ id }) => id), verdict]).toEqual([
          chosen.map(({ id }) => id),
          { effect: now.effect, rule: now.rule, undetermined: false, wantsRequest: false },
        ]);
      }
    }
  });
});

const verdictOf = (given: Rule[], call: PastCall = past) =>
  new PastJudge(PolicyDocument.parse({ rules: given }), known).judge(call, null);

describe("a past call of which arguments or groups are not known", () => {
  const open: Rule = { id: "open", match: {}, effect: "allow" };
  const byAmount: Rule = { id: "amount", match: {}, when: "args.amount > 5", effect: "hold", approval };

  it("is undetermined only where they could change the verdict", () => {
    expect(verdictOf([open, byAmount])).toMatchObject({ effect: "allow", undetermined: true, wantsRequest: true });
    expect(verdictOf([{ ...open, effect: "deny" }, byAmount])).toMatchObject({ effect: "deny", undetermined: false });
    expect(verdictOf([{ ...byAmount, effect: "allow" }])).toMatchObject({ effect: "deny", undetermined: true });
    expect(verdictOf([{ ...byAmount, effect: "deny" }])).toMatchObject({ effect: "deny", undetermined: false });
  });

  it("is undetermined where groups decide and were not recorded", () => {
    const staff: Rule = { id: "staff", match: { groups: ["staff"] }, effect: "deny" };
    const unknown = { ...past, groups: null };
    expect(verdictOf([open, staff], unknown)).toMatchObject({ undetermined: true });
    expect(verdictOf([open, { ...staff, match: { ...staff.match, tools: ["look"] } }], unknown)).toMatchObject({
      undetermined: false,
    });
    expect(verdictOf([open, staff])).toMatchObject({ effect: "allow", undetermined: false });
  });

  it("comes out as it did for rules of then, whose outcome was recorded", () => {
    const document = PolicyDocument.parse({ rules: [open, byAmount] });
    const judge = new PastJudge(document, known);
    judge.addVersion(1, document);
    const held = { ...past, matched: ["open", "amount"] };
    expect(judge.judge(held, null)).toMatchObject({ effect: "hold", rule: "amount", undetermined: false });
    expect(judge.judge({ ...past, matched: ["open"] }, null)).toMatchObject({ effect: "allow", undetermined: false });
  });
});
