import { describe, expect, it } from "vitest";
import type { Actor, Role } from "./context.ts";
import { can, requirePermission } from "./permissions.ts";

function person(role: Role, auditor = false): Actor {
  return {
    kind: "person",
    id: "usr_1",
    subject: "sub-1",
    email: "a@example.com",
    name: "A",
    role,
    auditor,
    groups: [],
  };
}

describe("roles", () => {
  it("give payloads to auditors only, owners and our own processes included", () => {
    expect(can(person("owner"), "payloads.read")).toBe(false);
    expect(can(person("admin"), "payloads.read")).toBe(false);
    expect(can(person("power_user"), "payloads.read")).toBe(false);
    expect(can({ kind: "system", name: "worker" }, "payloads.read")).toBe(false);
    expect(can(person("power_user", true), "payloads.read")).toBe(true);
  });

  it("let the auditor read every admin page and change nothing", () => {
    const auditor = person("power_user", true);
    expect(can(auditor, "audit.read-all")).toBe(true);
    expect(can(auditor, "policies.read")).toBe(true);
    expect(can(auditor, "audit.export")).toBe(true);
    expect(can(auditor, "policies.write")).toBe(false);
    expect(can(auditor, "connections.write")).toBe(false);
    expect(can(auditor, "gateway-keys.write")).toBe(false);
  });

  it("keep a power user to their own activity", () => {
    expect(can(person("power_user"), "audit.read-own")).toBe(true);
    expect(can(person("power_user"), "audit.read-all")).toBe(false);
    expect(can(person("power_user"), "audit.export")).toBe(false);
  });

  it("do not let an API key decide holds unless its owner said so, nor make keys that act for a person", () => {
    const owner = person("owner");
    const through = (decides: boolean): Actor => ({ ...owner, apiKey: { id: "apk_1", name: "ci", decides } }) as Actor;
    const program: Actor = { kind: "api-key", id: "apk_2", name: "ci", role: "owner", auditor: false };
    expect([owner, through(true), through(false), program].map((actor) => can(actor, "holds.decide"))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([owner, through(true), program].map((actor) => can(actor, "api-keys.own"))).toEqual([true, false, false]);
    expect([through(false), program].map((actor) => can(actor, "connections.write"))).toEqual([true, true]);
  });

  it("refuse in words that name what was refused", () => {
    expect(() => requirePermission({ actor: person("power_user") }, "policies.write")).toThrow(/change policies/);
  });
});
