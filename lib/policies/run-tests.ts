import { compilePolicy, evaluate } from "./evaluate.ts";
import type { PolicyDocument, PolicyTest, TestResult } from "./schemas.ts";
import { toPolicyCall } from "./typed-call.ts";

/** The tests of a policy, each judged by its rules. */
export function runTests(document: PolicyDocument, environment: string): TestResult[] {
  const policy = compilePolicy(document, 0);
  return (document.tests ?? []).map((test) => {
    const { effect, matched } = evaluate(policy, toPolicyCall(test.call, environment));
    const problem = problemOf(test, effect, matched);
    return { name: test.name, passed: problem === "", problem, effect, matched };
  });
}

function problemOf({ expect }: PolicyTest, effect: string, matched: readonly string[]): string {
  const rules = matched.length === 0 ? "no rule matched" : `matched: ${matched.join(", ")}`;
  if (effect !== expect.effect) return `Expected ${expect.effect}, got ${effect} (${rules}).`;
  const differs = expect.rules && expect.rules.toSorted().join() !== matched.toSorted().join();
  return differs ? `Expected the rules ${expect.rules?.join(", ") || "none"}, but ${rules}.` : "";
}
