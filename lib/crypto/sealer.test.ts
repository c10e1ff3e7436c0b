import { describe, expect, it } from "vitest";
import { createSealer } from "./sealer.ts";

const sealer = createSealer("a".repeat(32));

describe("sealed bytes", () => {
  it("open to what was sealed, and never look the same twice", () => {
    const first = sealer.seal("credential", "s3cret");
    const second = sealer.seal("credential", "s3cret");
    expect(sealer.open("credential", first).toString()).toBe("s3cret");
    expect(first.equals(second)).toBe(false);
    expect(first.includes("s3cret")).toBe(false);
  });

  it("do not open when any byte was changed", () => {
    const sealed = sealer.seal("payload", "body");
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => sealer.open("payload", changed)).toThrow(/unable to authenticate|unknown version/);
    }
  });

  it("do not open for another purpose or with another secret", () => {
    const sealed = sealer.seal("payload", "body");
    expect(() => sealer.open("credential", sealed)).toThrow(/unable to authenticate|unknown version/);
    expect(() => createSealer("b".repeat(32)).open("payload", sealed)).toThrow(
      /unable to authenticate|unknown version/,
    );
  });
});
