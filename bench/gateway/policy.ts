import type { z } from "zod";
import type { PolicyDocument } from "#lib/policies/schemas.ts";

/** Rules as an installation has them: some that do not match, one with a condition on arguments, one that
 * lets the call pass and masks what is personal in it. */
export const benchPolicy: z.input<typeof PolicyDocument> = {
  rules: [
    { id: "no-deletes", match: { tools: ["delete_*", "drop_*"] }, effect: "deny", message: "Nothing is deleted here." },
    {
      id: "refunds-need-finance",
      match: { tools: ["refund_*"] },
      effect: "hold",
      approval: { groups: ["finance"], expiresInS: 600 },
    },
    {
      id: "large-charges-need-finance",
      match: { tools: ["charge_*"] },
      when: "args.amount > 100000 || args.currency != 'EUR'",
      effect: "hold",
      approval: { groups: ["finance"], expiresInS: 600 },
    },
    {
      id: "agents-may-charge",
      match: { connections: ["bench"], tools: ["charge_*"] },
      effect: "allow",
      mask: [
        { where: "response", detect: ["email", "phone", "card", "iban"], fields: ["$..ssn"], with: "token" },
        { where: "stored-request", detect: ["email", "card"], with: "token" },
      ],
    },
    { id: "files-are-open", match: { connections: ["files"] }, effect: "allow" },
  ],
};

/** A tool call whose body is 1 KiB. */
export const toolCall = padded(1_024);

function padded(bytes: number): string {
  return callWith("n".repeat(bytes - callWith("").length));
}

function callWith(note: string): string {
  return JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: "charge_create",
      arguments: { amount: 4_200, currency: "EUR", customer: "cus_9s6XKzkNRiz8i3", note },
    },
  });
}
