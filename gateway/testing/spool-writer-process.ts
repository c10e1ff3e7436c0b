import { createSealer } from "#lib/crypto/sealer.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { Spool } from "../spool/spool.ts";

// A program that appends to the spool in its first argument for as long as it lives, and says what was taken.
const [, , folder = "", secret = ""] = process.argv;
const spool = await Spool.open({
  folder,
  sealer: createSealer(secret),
  maxBytes: 256_000_000,
  maxAgeMs: 60_000,
});

async function appendForever(): Promise<never> {
  for (;;) {
    const event = newEvent({ type: "call.started", status: "started", operation: "x".repeat(2_000) });
    await spool.append({ events: [event], payloads: [] }, { isEnding: false });
    process.stdout.write(`${event.id}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, appendForever));
