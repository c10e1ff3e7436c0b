import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";

const Cursor = z.tuple([z.number().int(), z.string().min(1).max(100)]);

/** A place in the ledger's order (time, then id) as one opaque word. */
export function writeCursor(event: { at: Date; id: string }): string {
  return Buffer.from(JSON.stringify([event.at.getTime(), event.id])).toString("base64url");
}

/** The place a cursor names; throws `invalid` where it names none. */
export function readCursor(text: string): { at: Date; id: string } {
  try {
    const [at, id] = Cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { at: new Date(at), id };
  } catch (cause) {
    throw new AppError("invalid", "This page of the audit log cannot be found. Start again from its newest entries.", {
      cause,
    });
  }
}
