import { expect, test } from "vitest";
import { compileOperations } from "./compile-operations.ts";
import { operationCatalogue } from "./operation-catalogue.ts";
import { operationOf } from "./operation-of.ts";
import { OperationPattern } from "./schemas.ts";

const { operations } = operationCatalogue("datadog");

test("every operation of the list is found by its own path, and ids are unique", () => {
  expect(operations.length).toBeGreaterThan(1_800);
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{[^}]*\}/g, "0a-b.c");
    expect(operationOf("datadog", operation.method, path)?.id).toBe(operation.id);
  }
});

// Where a mistake would let a change through, or hold what every client needs.
test.each([
  ["POST", "/api/v1/monitor/validate", "read"],
  ["POST", "/api/v2/logs/events/search", "read"],
  ["POST", "/api/v2/query/timeseries", "read"],
  ["GET", "/api/v1/validate", "read"],
  ["HEAD", "/api/v1/validate", "read"],
  ["GET", "/api/v1/monitor/search", "read"],
  ["POST", "/api/v1/series", "ingest"],
  ["POST", "/api/v2/logs", "ingest"],
  ["POST", "/api/v2/incidents", "write"],
  ["POST", "/api/v1/monitor", "high-risk"],
  ["POST", "/api/v1/monitor/", "high-risk"],
  ["DELETE", "/api/v1/dashboard", "high-risk"],
  ["POST", "/api/v1/synthetics/tests/delete", "high-risk"],
  ["POST", "/api/v2/roles/r-1/permissions", "high-risk"],
  ["POST", "/api/v1/host/web-1/mute", "high-risk"],
  ["PATCH", "/api/v2/ip_allowlist", "high-risk"],
  ["PUT", "/api/v1/logs/config/index-order", "high-risk"],
  ["POST", "/api/v2/deletion/data/logs", "high-risk"],
  ["POST", "/api/v2/workflows/w-1/instances", "high-risk"],
  ["POST", "/api/v2/on-call/pages", "high-risk"],
  ["GET", "/api/v1/api_key", "read-sensitive"],
  ["GET", "/api/v1/api_key/", "read-sensitive"],
  ["GET", "/api/v2/current_user/application_keys/k1", "read-sensitive"],
  ["DELETE", "/api/v1/monitor//", undefined],
  ["POST", "/api/v1/no-such-thing", undefined],
  ["POST", "/api/v1/monitor/validate/more", undefined],
  ["PUT", "/api/v1/monitor", undefined],
])("%s %s is %s", (method, path, kind) => {
  expect(operationOf("datadog", method, path)?.class).toBe(kind);
  expect(compileOperations([`datadog:${kind ?? "unknown"}`])(method, path)).toBe(true);
  expect(compileOperations(["datadog:v1.DeleteMonitor"])(method, path)).toBe(false);
});

test("operations are named one by one, with stars, or by class, and what is not named does not match", () => {
  const matches = compileOperations(["datadog:v1.DeleteMonitor", "datadog:v*.Delete*Key", "datadog:unknown"]);
  expect(matches("DELETE", "/api/v1/monitor/5")).toBe(true);
  expect(matches("DELETE", "/api/v2/api_keys/5")).toBe(true);
  expect(matches("DELETE", "/api/v1/api_key/5")).toBe(true);
  expect(matches("DELETE", "/elsewhere")).toBe(true);
  expect(matches("PUT", "/api/v1/monitor/5")).toBe(false);
  expect(matches("DELETE", "/api/v1/dashboard/5")).toBe(false);
});

test.each([
  ["datadog:v1.CreateMonitr", "is no operation"],
  ["datadog:highrisk", "is no operation"],
  ["github:read", "no list of operations called github"],
])("%s, which names nothing, is refused", (pattern, words) => {
  expect(() => compileOperations([pattern])).toThrow(words);
});

test("patterns that could never name anything are told by their form", () => {
  for (const good of ["datadog:v1.CreateMonitor", "datadog:v2.Delete*", "datadog:*", "datadog:high-risk"]) {
    expect(OperationPattern.safeParse(good).success).toBe(true);
  }
  for (const bad of ["v1.CreateMonitor", "datadog:", "datadog: read", ":read", "DELETE /x"]) {
    expect(OperationPattern.safeParse(bad).success).toBe(false);
  }
});
