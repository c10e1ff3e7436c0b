import { expect, test } from "vitest";
import { operations } from "../_operations/all.ts";
import { findOperation } from "./find-operation.ts";
import { openApiDocument } from "./open-api.ts";

const document = openApiDocument(operations, "https://holdpoint.example.com/api/v1");
const paths = document["paths"] as Record<string, Record<string, { operationId: string }>>;
const components = document["components"] as { schemas: Record<string, unknown> };

test("the document says exactly what can be called", () => {
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
  );
  expect(documented.toSorted()).toEqual(operations.map(({ id, method, path }) => `${id} ${method} ${path}`).toSorted());
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
});

test("every documented method and path leads to its operation", () => {
  for (const { id, method, path } of operations) {
    const found = findOperation(operations, method, path.replaceAll(/\{\w+\}/g, "some%20thing"));
    expect(found).toMatchObject({ kind: "operation", operation: { id } });
  }
});

test("every reference in the document leads somewhere, and no schema is empty by accident", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target ?? "");
  expect(references).not.toHaveLength(0);
  for (const reference of references) {
    expect(components.schemas).toHaveProperty([reference.replace("#/components/schemas/", "")]);
  }
  const empty = Object.entries(components.schemas).filter(([, schema]) => JSON.stringify(schema) === "{}");
  expect(empty).toEqual([]);
});

test("times are documented as text, and what is sealed is in no answer", () => {
  expect(components.schemas["ListGatewayKeysAnswer"]).toMatchObject({
    properties: { gatewayKeys: { items: { properties: { createdAt: { type: "string", format: "date-time" } } } } },
  });
  const text = JSON.stringify(document);
  expect(text).not.toMatch(/Sealed|"hash"/);
});
