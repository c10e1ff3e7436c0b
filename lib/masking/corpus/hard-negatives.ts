import { alphabets, type Random } from "./random.ts";

const { alphanumeric, base64, base64url, digits, hex, upper } = alphabets;

/** What looks like something sensitive and is not. */
export const hardNegatives: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (random) => `commit ${random.text(hex, 40)}`,
  (random) => `md5 ${random.text(hex, 32)}`,
  (random) => `sha256:${random.text(hex, 64)}`,
  (random) =>
    `${random.text(hex, 8)}-${random.text(hex, 4)}-4${random.text(hex, 3)}-a${random.text(hex, 3)}-${random.text(hex, 12)}`,
  (random) => `data:image/png;base64,iVBORw0KGgo${random.bytes(600).toString("base64")}`,
  (random) => `sha512-${random.bytes(64).toString("base64")}`,
  (random) => `${1_700_000_000_000 + random.below(99_999_999)}`,
  (random) => `17${random.text(digits, 17)}`,
  (random) =>
    `2026-0${1 + random.below(8)}-1${random.below(9)}T1${random.below(9)}:2${random.below(9)}:0${random.below(9)}.123Z`,
  (random) => `order ${random.text(digits, 10)}`,
  (random) => `row ${random.text(digits, 16)}`,
  (random) => `agent 7.${random.below(70)}.${random.below(9)}.${random.below(200)}`,
  (random) => `react-dom@19.${random.below(9)}.${random.below(9)}`,
  (random) => `icon-${random.below(99)}@2x.png`,
  (random) => `git@github.com:team-${random.below(99)}/repository.git`,
  () => "Authorization: required on every call, authorization = role-based access-control, Authorization: see above",
  () => "The bearer authentication-scheme-of-the-web is described elsewhere.",
  () => "password: required, api_key: <your key>, passwordResetAllowed: true, access tokens: 12",
  () => "sk-learn-compatible-estimators-and-transformers-for-everybody",
  (random) => `version ${random.below(9)}.${random.below(20)}.${random.below(99)}.${1000 + random.below(9000)}`,
  (random) => `${random.below(89)}.${random.text(digits, 14)},-${random.below(170)}.${random.text(digits, 13)}`,
  (random) => `https://example.com:8443/a/${random.text(alphanumeric, 22)}?page=${random.below(99)}`,
  (random) => `dd if=/dev/zero of=${random.text(hex, 12)} key=${random.below(99)}`,
  (random) => `arn:aws:iam::${random.text(digits, 12)}:role/${random.text(upper, 6)}`,
  (random) =>
    `${random.text(hex, 2)}:${random.text(hex, 2)}:${random.text(hex, 2)}:${random.text(hex, 2)}:${random.text(hex, 2)}:${random.text(hex, 2)}`,
  (random) => `next_page_token: ${random.text(base64url, 40)}7a`,
  (random) => `"cache_key": "${random.text(hex, 40)}", "etag": "${random.text(hex, 32)}"`,
  (random) => `publicKey=${random.bytes(32).toString("base64")}`,
  (random) => `primary_key: ${random.text(hex, 32)}`,
  (random) => `keyId: ${random.text(hex, 16)}, key_id=${random.text(alphanumeric, 20)}`,
  (random) => `secret: app-config-${random.text(hex, 10)}, secretName: db-credentials-${random.text(hex, 9)}`,
  (random) => `token_count: ${random.text(digits, 18)}, tokens=${random.text(digits, 20)}`,
  () => "secret=projects/prod/secrets/checkout-db/versions/12 token: the-quick-brown-fox-jumps",
  (random) =>
    `order 4-${random.text(digits, 7)}, part ${random.text(digits, 3)}-${random.text(digits, 4)}-${random.text(digits, 2)}`,
  (random) => `ticket ABCD${random.text(digits, 6)}, seat ${random.text(digits, 2)}A, ${random.text(digits, 9)} rows`,
  (random) => `2026110${random.below(9)}-${random.text(digits, 6)}`,
  (random) => `rev ${random.text(digits, 4)}/${random.text(digits, 4)} build ${random.text(digits, 11)}`,
  (random) => `-----BEGIN CERTIFICATE-----\n${random.text(base64, 64)}\n-----END CERTIFICATE-----`,
];
