import {
  passesCodiceFiscale,
  passesDni,
  passesLuhn,
  passesPesel,
  passesSteuerId,
  passesVerhoeff,
} from "../checksums.ts";
import type { DetectorKind } from "../schemas.ts";
import { alphabets, type Random } from "./random.ts";

const { alphanumeric, base32, base64, base64url, digits, hex, upper } = alphabets;

/** A value of each kind, made of parts, and the text it typically stands in. None of them opens anything. */
export const samples: Record<DetectorKind, (random: Random) => { value: string; context?: string }> = {
  "private-key": (random) => {
    const label = random.pick(["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"]);
    const lines = Array.from({ length: 3 + random.below(20) }, () => random.text(base64, 64)).join("\n");
    return { value: [`-----BEGIN ${label}-----`, lines, `-----END ${label}-----`].join("\n") };
  },
  authorization: (random) => {
    if (random.below(4) === 0) {
      const value = `${random.text(alphanumeric, 24)}7k`;
      return { value, context: `Authorization: ${random.pick(["Token", "ApiKey", "SSWS"])} ${value}` };
    }
    if (random.below(2) === 0) {
      const value = `${random.text(alphanumeric, 40)}1a`;
      return { value, context: `Authorization: Bearer ${value}` };
    }
    const value = Buffer.from(`${random.text(alphanumeric, 8)}:${random.text(alphanumeric, 14)}`).toString("base64");
    return { value, context: `authorization: Basic ${value}` };
  },
  jwt: (random) => {
    const header = jwtPart({ alg: random.pick(["RS256", "HS256", "ES256"]), typ: "JWT", kid: random.text(hex, 8) });
    return { value: `${header}.${jwtPart({ sub: random.text(digits, 9), iat: 1 })}.${random.text(base64url, 86)}` };
  },
  "connection-string": (random) => {
    const value = random.text(`${alphanumeric}!*-_.`, 12 + random.below(12));
    const scheme = random.pick(["postgres", "postgresql", "mysql", "mongodb+srv", "redis", "amqps"]);
    return { value, context: `${scheme}://app_${random.below(99)}:${value}@db.internal:5432/main` };
  },
  "aws-key": (random) => {
    if (random.below(2) === 0) return { value: random.pick(["AK", "AS"]) + "IA" + random.text(base32, 16) };
    const value = random.text(base64, 40);
    return { value, context: `${random.pick(["aws_secret_access_key = ", "SecretAccessKey: "])}${value}` };
  },
  "gcp-key": (random) => ({
    value: random.pick([
      () => `AIza${random.text(base64url, 34)}Z`,
      () => `GOCSPX-${random.text(base64url, 27)}Z`,
      () => `ya29.${random.text(base64url, 120)}`,
    ])(),
  }),
  "azure-key": (random) => {
    if (random.below(2) === 0) return { value: `${random.text(alphanumeric, 3)}8Q~${random.text(alphanumeric, 34)}` };
    const value = `${random.text(base64, 85)}A==`;
    return { value, context: `DefaultEndpointsProtocol=https;AccountName=files;AccountKey=${value};` };
  },
  "github-token": (random) => ({
    value: random.pick([
      () => `gh${random.pick(["p", "o", "u", "s", "r"])}_${random.text(alphanumeric, 36)}`,
      () => `github_pat_${random.text(alphanumeric, 22)}_${random.text(alphanumeric, 59)}`,
    ])(),
  }),
  "gitlab-token": (random) => ({ value: `gl${random.pick(["pat", "rt", "dt"])}-${random.text(base64url, 19)}x` }),
  "slack-token": (random) => ({
    value: `xox${random.pick(["b", "p", "a"])}-${random.text(digits, 12)}-${random.text(digits, 12)}-${random.text(alphanumeric, 24)}`,
  }),
  "stripe-key": (random) => ({
    value: `${random.pick(["sk", "rk"])}_${random.pick(["live", "test"])}_${random.text(alphanumeric, 24 + random.below(75))}`,
  }),
  "openai-key": (random) => ({
    value: random.pick([
      () => `sk-proj-${random.text(base64url, 74)}T3BlbkFJ${random.text(base64url, 73)}x`,
      () => `sk-${random.text(alphanumeric, 20)}T3BlbkFJ${random.text(alphanumeric, 20)}`,
    ])(),
  }),
  "anthropic-key": (random) => ({ value: `sk-ant-api03-${random.text(base64url, 92)}AA` }),
  "datadog-key": (random) => {
    if (random.below(4) === 0) {
      return { value: `${random.pick(["ddap", "ddpat", "ddsat"])}_${random.text(alphanumeric, 60)}` };
    }
    const value = random.text(hex, random.pick([32, 40]));
    const name = random.pick(["DD-API-KEY: ", "DD_APPLICATION_KEY=", "datadog_api_key: ", "dd_app_key = "]);
    return { value, context: name + value };
  },
  "npm-token": (random) => ({ value: `npm_${random.text(alphanumeric, 36)}` }),
  password: (random) => {
    const value = `${random.text(alphanumeric, 7 + random.below(12))}7${random.pick(["a", "Z", "q"])}`;
    return {
      value,
      context: random.pick(["password=", "DB_PASSWORD=", "client_secret: ", "refresh_token = "]) + value,
    };
  },
  secret: (random) => {
    const value = random.pick([
      () => `${random.text(alphanumeric, 30 + random.below(30))}7a`,
      () => random.text(base64url, 42),
      () => random.text(hex, random.pick([32, 40, 64])),
      () => random.bytes(32).toString("base64"),
    ])();
    const name = random.pick([
      "signing_key: ",
      "X-Vault-Token: ",
      "SESSION_SECRET=",
      "webhookSecret = ",
      "encryption-key=",
      "https://files.example.com/a?X-Amz-Signature=",
      "service_token => ",
    ]);
    return { value, context: name + value };
  },
  email: (random) => ({
    value: `${random.pick(["anna", "j.smith", "li+news", "o_brien"])}${random.below(900)}@${random.pick(["mail.example.com", "example.org", "corp.example.co.uk"])}`,
  }),
  phone: (random) => ({
    value: random.pick([
      () => `+49 ${random.text("123456789", 3)} ${random.text(digits, 8)}`,
      () => `+1${random.text("23456789", 10)}`,
      () => `030 ${random.text("123456789", 7)}`,
      () => `(${random.text("23456789", 3)}) ${random.text("23456789", 3)}-${random.text(digits, 4)}`,
      () => `${random.text("23456789", 3)}-${random.text("23456789", 3)}-${random.text(digits, 4)}`,
    ])(),
  }),
  card: (random) => {
    const start = random.pick(["4", "51", "37", "6011"]);
    const body = start + random.text(digits, (start === "37" ? 14 : 15) - start.length);
    const check = digits.split("").find((digit) => passesLuhn(body + digit)) ?? "";
    const card = body + check;
    return { value: card.length === 16 && random.below(2) === 0 ? (card.match(/\d{4}/g) ?? []).join(" ") : card };
  },
  iban: (random) => {
    const account = random.text(digits, 18);
    const remainder = `${account}131400`.split("").reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0);
    const iban = `DE${String(98 - remainder).padStart(2, "0")}${account}`;
    return { value: random.below(2) === 0 ? iban : (iban.match(/.{1,4}/g) ?? []).join(" ") };
  },
  "national-id": (random) => {
    const number = (length: number) => random.text(digits, length);
    return random.pick([
      () => ({ value: `${random.text("12345", 3)}-${random.text("1234", 2)}-${random.text("123456789", 4)}` }),
      () => ({ value: withCheck(random.text("1234567", 8), passesDni, upper) }),
      () => ({ value: withCheck(`85${random.pick(["02", "11"])}1${number(4)}`, passesLuhn).replace(/.{4}$/, "-$&") }),
      () => ({ value: withCheck(`2${number(10)}`, passesVerhoeff).replaceAll(/(.{4})(?=.)/g, "$1 ") }),
      () => ({ value: withCheck(`RSSMRA${number(2)}T10A${number(3)}`, passesCodiceFiscale, upper) }),
      () => ({ value: `AB ${number(2)} ${number(2)} ${number(2)} C` }),
      () => named("Steuer-ID: ", withCheck(`${1 + random.below(9)}${number(9)}`, passesSteuerId)),
      () => named("PESEL ", withCheck(number(10), passesPesel)),
    ])();
  },
  ip: (random) => ({
    value: random.pick([
      () => Array.from({ length: 4 }, () => 1 + random.below(254)).join("."),
      () => `2001:db8:${random.text(hex, 4)}::${random.text("123456789", 3)}`,
    ])(),
  }),
};

function named(name: string, value: string): { value: string; context: string } {
  return { value, context: name + value };
}

/** The first of `alphabet` that makes the check right; some numbers have none, and get another digit in the middle. */
function withCheck(body: string, passes: (id: string) => boolean, alphabet: string = digits): string {
  const check = alphabet.split("").find((character) => passes(body + character));
  if (check !== undefined) return body + check;
  const last = Number(body.at(-1));
  return withCheck(`${body.slice(0, -1)}${(last + 1) % 10}`, passes, alphabet);
}

/** How such values also occur, without the signs by which they are known best. Not all of them are found. */
export const harderSamples: Partial<typeof samples> = {
  password: (random) => {
    const value = random.pick(["correcthorse", "tr0ub4dor", "sommerregen", "Hunter2Hunter"]) + random.below(90);
    return named(random.pick(["the password is ", "pwd: ", "Login: anna / ", "passcode=", "PASSWORD\t"]), value);
  },
  secret: (random) => {
    const value = random.text(alphanumeric, random.pick([12, 18, 40]));
    return named(random.pick(["the signing key is ", "token=", "secret: ", "key: "]), `${value}9z`);
  },
  email: (random) => {
    const user = random.pick(["anna", "j.smith"]) + random.below(900);
    return {
      value: random.pick([
        `${user}(at)example.com`,
        `${user}@büro.example`,
        `${user}@example.com`,
        `o'${user}@example.org`,
      ]),
    };
  },
  phone: (random) => ({
    value: random.pick([
      () => `0171-${random.text("123456789", 8)}`,
      () => `+44 (0)20 7${random.text(digits, 3)} ${random.text(digits, 4)}`,
      () => `+33 ${random.text("123456789", 1)} ${Array.from({ length: 4 }, () => random.text(digits, 2)).join(" ")}`,
    ])(),
  }),
  card: (random) => {
    const card = withCheck(`4${random.text(digits, 14)}`, passesLuhn);
    return { value: (card.match(/\d{4}/g) ?? []).join(random.pick(["-", "."])) };
  },
  "national-id": (random) => ({
    value: random.pick([
      () => withCheck(random.text(digits, 10), passesPesel),
      () => `${random.text("12345", 3)} ${random.text("1234", 2)} ${random.text("123456789", 4)}`,
      () => withCheck(random.text("1234567", 8), passesDni, upper).toLowerCase(),
    ])(),
  }),
  ip: (random) => {
    const value = Array.from({ length: 4 }, () => 1 + random.below(254)).join(".");
    return {
      value,
      context: random.pick([`${value}:8443`, `${value}/16`, `http://[::ffff:${value}]/`, `peer=${value},`]),
    };
  },
};

function jwtPart(claims: object): string {
  return Buffer.from(JSON.stringify(claims)).toString("base64url");
}
