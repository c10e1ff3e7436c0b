import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { newWebhookSecret, signWebhook } from "./sign-webhook.ts";

test("a webhook is signed as Standard Webhooks says", () => {
  // The example of the specification's reference implementations.
  const at = new Date(1_614_265_330_000);
  const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body: '{"test": 2432232314}' };
  expect(signWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message)).toEqual({
    "webhook-id": message.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("a new secret has 32 random bytes, and its own prefix is no part of the key", () => {
  const secret = newWebhookSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newWebhookSecret()).not.toBe(secret);
  const at = new Date();
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = createHmac("sha256", key)
    .update(`msg_1.${Math.floor(at.getTime() / 1_000)}.{}`)
    .digest("base64");
  expect(signWebhook(secret, { id: "msg_1", at, body: "{}" })["webhook-signature"]).toBe(`v1,${signed}`);
});
