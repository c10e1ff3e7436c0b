import { describe, expect, it } from "vitest";
import { findNationalIds } from "./national-ids.ts";
import { findNamedSecrets } from "./secrets.ts";
import type { Report } from "./finding.ts";

function found(find: (text: string, report: Report) => void, text: string): string[] {
  const values: string[] = [];
  find(text, (start, end) => void values.push(text.slice(start, end)));
  return [...new Set(values)];
}

describe("numbers that states give, published examples", () => {
  it.each([
    ["US", "ssn 078-05-1120.", "078-05-1120"],
    ["US, bare under its name", '"ssn": "078051120"', "078051120"],
    ["Brazil", "CPF 529.982.247-25", "529.982.247-25"],
    ["Sweden", "811218-9876", "811218-9876"],
    ["India", "2341 2341 2346", "2341 2341 2346"],
    ["UK", "QQ? no, AB 12 34 56 C", "AB 12 34 56 C"],
    ["Spain", "12345678Z", "12345678Z"],
    ["Spain, of foreigners", "X1234567L", "X1234567L"],
    ["Italy", "RSSMRA85T10A562S", "RSSMRA85T10A562S"],
    ["France", "2 55 08 14 168 025 38", "2 55 08 14 168 025 38"],
    ["Germany", "Steuer-ID: 86095742719", "86095742719"],
    ["Poland", "PESEL 44051401359", "44051401359"],
    ["the Netherlands", "bsn=111222333", "111222333"],
  ])("%s", (_, text, value) => {
    expect(found(findNationalIds, text)).toEqual([value]);
  });

  it.each([
    "900-12-3456",
    "078-00-1120",
    "529.982.247-26",
    "811232-9876",
    "2341 2341 2347",
    "12345678A",
    "RSSMRA85T10A562T",
    "2 55 08 14 168 025 39",
    "Steuer-ID: 86095742718",
    "44051401359",
    "2026-11-20",
    "078-05-11201",
    "a078-05-1120",
  ])("%s is none", (text) => {
    expect(found(findNationalIds, text)).toEqual([]);
  });
});

const random = "q7Zt0pLw93KdXc81vBnM";
const hex = "9f86d081884c7d659a2feaa0c55ad015";

describe("random values under the name of a secret", () => {
  it.each([
    [`signing_key = ${random}`, random],
    [`{"webhookSecret":"${random}"}`, random],
    [`{\\"sessionToken\\":\\"${random}\\"}`, random],
    [`X-Vault-Token: hvs.${random}`, `hvs.${random}`],
    [`ENCRYPTION_KEY_BASE64=${random}+/8=`, `${random}+/8=`],
    [`'secret' => '${hex}'`, hex],
    ["auth_token: 0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d", "0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d"],
    [`https://x.example/a?X-Amz-Signature=${hex}${hex}&b=1`, hex + hex],
    [`https://x.example/a?se=1&sig=${random}q8%2Bx%3D`, `${random}q8%2Bx%3D`],
  ])("%s", (text, value) => {
    expect(found(findNamedSecrets, text)).toEqual([value]);
  });

  it.each([
    `key: ${random}`,
    `next_token=${random}`,
    `public_key: ${random}`,
    `token_type: ${random}`,
    `keyboard: ${random}`,
    `secret: app-config-7d9f8b6c5d`,
    "secret: projects/prod/secrets/db/versions/12",
    "api_token: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1",
    "service_token: 12345678901234567890",
    `signature: ${hex}`,
    `sig=${hex}`,
    hex,
  ])("%s is none", (text) => {
    expect(found(findNamedSecrets, text)).toEqual([]);
  });
});
