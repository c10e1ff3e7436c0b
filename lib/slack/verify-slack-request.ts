import { createHmac, timingSafeEqual } from "node:crypto";

/** As Slack's documentation has it: older requests may be repetitions by somebody who saw them. */
const toleranceS = 300;

type SignedRequest = { timestamp: string | null; signature: string | null; body: string };

/** Whether Slack has signed the request with the signing secret of its app, just now (signature version v0). */
export function verifySlackRequest(
  secret: string,
  { timestamp, signature, body }: SignedRequest,
  now: Date = new Date(),
): boolean {
  if (timestamp === null || signature === null || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > toleranceS) return false;
  const expected = Buffer.from(`v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
