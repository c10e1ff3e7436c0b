import { expect, it } from "vitest";
import { storableJson } from "./storable-json.ts";

it("storable JSON leaves ordinary text alone", () => {
  expect(storableJson({ a: 'é \\ " 😀 \u0001' })).toBe(JSON.stringify({ a: 'é \\ " 😀 \u0001' }));
});
