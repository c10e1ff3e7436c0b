import { expect, test } from "vitest";
import { countVotes, isApproved } from "./count-votes.ts";
import type { Quorum } from "./schemas.ts";

const finance: Quorum = { groups: ["finance"], required: 1 };
const security: Quorum = { groups: ["security"], required: 1 };

function vote(userId: string, ...groups: string[]) {
  return { userId, groups };
}

test("N of M counts people, not votes", () => {
  const terms = { quorums: [[{ groups: ["finance"], required: 2 }]] };
  expect(isApproved(terms, [vote("alice", "finance"), vote("alice", "finance")])).toBe(false);
  expect(isApproved(terms, [vote("alice", "finance"), vote("bob", "finance")])).toBe(true);
  expect(isApproved(terms, [vote("alice", "finance"), vote("eve", "guests")])).toBe(false);
});

test("nobody counts in two quorums of one rule", () => {
  const terms = { quorums: [[finance, security]] };
  expect(isApproved(terms, [vote("alice", "finance", "security")])).toBe(false);
  expect(isApproved(terms, [vote("alice", "finance", "security"), vote("bob", "finance")])).toBe(true);
  expect(isApproved(terms, [vote("alice", "finance"), vote("bob", "finance")])).toBe(false);
});

test("somebody who could count in two places is put where nobody else can, in whatever order they vote", () => {
  const both = vote("alice", "finance", "security");
  const one = vote("bob", "finance");
  const terms = { quorums: [[finance, security]] };
  expect(isApproved(terms, [both, one])).toBe(true);
  expect(isApproved(terms, [one, both])).toBe(true);
  const three = {
    quorums: [
      [
        { groups: ["a", "b"], required: 2 },
        { groups: ["b"], required: 1 },
      ],
    ],
  };
  expect(isApproved(three, [vote("1", "b"), vote("2", "b"), vote("3", "a")])).toBe(true);
  expect(isApproved(three, [vote("1", "a"), vote("2", "a"), vote("3", "a")])).toBe(false);
});

test("one person may count for two rules, each of which has to be satisfied", () => {
  const terms = { quorums: [[finance], [security]] };
  expect(isApproved(terms, [vote("alice", "finance", "security")])).toBe(true);
  expect(isApproved(terms, [vote("alice", "finance")])).toBe(false);
});

test("progress says how far each quorum is", () => {
  const terms = { quorums: [[{ groups: ["finance"], required: 2 }, security]] };
  expect(countVotes(terms, [vote("alice", "finance", "security"), vote("bob", "finance")])).toEqual([
    [
      { groups: ["finance"], required: 2, given: 2 },
      { groups: ["security"], required: 1, given: 0 },
    ],
  ]);
  expect(countVotes(terms, [])[0]?.map(({ given }) => given)).toEqual([0, 0]);
});
