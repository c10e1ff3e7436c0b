import { describe, expect, it } from "vitest";
import { parseGatewayEnv } from "./gateway.ts";
import { EnvError } from "./parse-env.ts";
import { parseWorkerEnv } from "./worker.ts";

const complete = {
  DATABASE_URL: "postgresql://localhost/holdpoint",
  HOLDPOINT_SECRET: "x".repeat(32),
  GATEWAY_URL: "http://127.0.0.1:4000/",
  CONSOLE_URL: "http://127.0.0.1:3000",
  OIDC_ISSUER: "https://login.example.com",
};

describe("the environment", () => {
  it("has defaults for what can have one, and addresses lose their trailing slash", () => {
    expect(parseGatewayEnv(complete)).toMatchObject({
      GATEWAY_PORT: 4000,
      GATEWAY_URL: "http://127.0.0.1:4000",
      OIDC_TOKEN_TYPES: ["at+jwt"],
    });
  });

  it("knows further issuers by the audiences after them", () => {
    const given = "https://a.example/, https://b.example api://one  two";
    expect(parseGatewayEnv({ ...complete, OIDC_ISSUERS: given }).OIDC_ISSUERS).toEqual([
      { issuer: "https://a.example", audiences: [] },
      { issuer: "https://b.example", audiences: ["api://one", "two"] },
    ]);
  });

  it("counts an empty value as absent", () => {
    expect(parseGatewayEnv({ ...complete, GATEWAY_PORT: "" }).GATEWAY_PORT).toBe(4000);
  });

  it.each([
    ["a missing variable", { DATABASE_URL: undefined }, "DATABASE_URL is not set"],
    ["a malformed port", { GATEWAY_PORT: "40o0" }, 'GATEWAY_PORT is "40o0": must be a port number'],
    ["a port out of range", { GATEWAY_PORT: "70000" }, 'GATEWAY_PORT is "70000": must be 1 to 65535'],
    ["a range that is none", { UPSTREAM_ALLOW_PRIVATE: "10.0.0.0/40" }, "UPSTREAM_ALLOW_PRIVATE"],
    ["a proxy that is none", { TRUSTED_PROXIES: "proxy.test" }, "TRUSTED_PROXIES"],
    ["an issuer that is none", { OIDC_ISSUERS: "login.example.com" }, "OIDC_ISSUERS"],
    ["another kind of database", { DATABASE_URL: "mysql://x/y" }, "must be a postgresql:// address"],
  ])("names the variable and the remedy for %s, in one line", (_, change, words) => {
    let message = "";
    try {
      parseGatewayEnv({ ...complete, ...change });
    } catch (error) {
      if (!(error instanceof EnvError)) throw error;
      message = error.message;
    }
    expect(message).toContain(words);
    expect(message).toContain(".env.example");
    expect(message).not.toContain("\n");
  });

  it("wants a sender where there is a mail server, and never repeats its password", () => {
    const mail = { SMTP_URL: "smtp://me:hunter2@mail.example.com:587" };
    expect(() => parseWorkerEnv({ ...complete, ...mail })).toThrow(/^SMTP_FROM .*must be an e-mail address/);
    expect(parseWorkerEnv({ ...complete, ...mail, SMTP_FROM: "Holdpoint <hold@example.com>" })).toMatchObject(mail);
    expect(() => parseWorkerEnv({ ...complete, SMTP_URL: "http://me:hunter2@mail" })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
    );
  });

  it("never repeats a secret in its complaint", () => {
    for (const change of [{ HOLDPOINT_SECRET: "hunter2" }, { DATABASE_URL: "mysql://me:hunter2@db/x" }]) {
      expect(() => parseGatewayEnv({ ...complete, ...change })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
      );
    }
  });
});
