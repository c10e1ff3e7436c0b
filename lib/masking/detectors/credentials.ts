import type { DetectorKind } from "../schemas.ts";
import { continuesWord, type Finding } from "./finding.ts";

type Detector = {
  kind: DetectorKind;
  /** Sticky, tried where an anchor was found; its last group, or else all of it, is the secret and ends the match. */
  pattern: RegExp;
  /** Characters that the secret has before its anchor. */
  before?: number;
  /** Known by the name it stands under, which may be part of a longer one: `DB_PASSWORD`. */
  named?: true;
  accepts?: (secret: string) => boolean;
};

/** Between a name and its value: `name: value`, `"name":"value"`, `name=value`. */
const assigned = String.raw`["']?\s{0,3}[:=]\s{0,3}["']?`;

const password: Detector = { kind: "password", named: true, pattern: passwordPattern(), accepts: isNoPlaceholder };

/** Which detectors to try at an anchor, by its first two characters in lower case. */
const detectors: Record<string, readonly Detector[]> = {
  pa: [password],
  pw: [password],
  ap: [password],
  cl: [password],
  re: [password],
  au: [
    password,
    // Any scheme, where the name of the header stands before it.
    {
      kind: "authorization",
      named: true,
      pattern: /authorization["']?\s{0,3}[:=]\s{0,3}["']?[a-z][\w-]{1,30}\s{1,3}([^\s"'\\<>;,]{16,4000})/iy,
      accepts: isRandom,
    },
  ],
  pr: [password],
  ak: [{ kind: "aws-key", pattern: /AKIA[A-Z2-7]{16}(?![A-Za-z0-9])/y }],
  as: [{ kind: "aws-key", pattern: /ASIA[A-Z2-7]{16}(?![A-Za-z0-9])/y }],
  se: [
    {
      kind: "aws-key",
      named: true,
      pattern: new RegExp(String.raw`secret[_-]?access[_-]?key${assigned}([\w/+]{40})(?![\w/+=])`, "iy"),
    },
    password,
  ],
  ai: [{ kind: "gcp-key", pattern: /AIza[\w-]{35}(?![\w-])/y }],
  ya: [{ kind: "gcp-key", pattern: /ya29\.[\w-]{20,1000}/y }],
  go: [{ kind: "gcp-key", pattern: /GOCSPX-[\w-]{28}(?![\w-])/y }],
  ac: [password, { kind: "azure-key", pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/y }],
  "q~": [{ kind: "azure-key", pattern: /[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/y, before: 4 }],
  gh: [{ kind: "github-token", pattern: /gh[pousr]_[A-Za-z0-9]{36,251}(?![A-Za-z0-9])/y }],
  gi: [{ kind: "github-token", pattern: /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9])/y }],
  gl: [{ kind: "gitlab-token", pattern: /gl(?:pat|ptt|rt|cbt|dt|soat|ft|imt|agent)-[\w.-]{20,300}/y }],
  xo: [{ kind: "slack-token", pattern: /xox[abcdeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{20,300}/y }],
  xa: [{ kind: "slack-token", pattern: /xapp-\d-[A-Z0-9]{5,30}-\d{5,20}-[a-z0-9]{20,100}/y }],
  ho: [{ kind: "slack-token", pattern: /hooks\.slack\.com\/services\/(T\w{6,16}\/B\w{6,16}\/\w{16,40})/y }],
  sk: [
    { kind: "anthropic-key", pattern: /sk-ant-[a-z]{3,5}\d{2}-[\w-]{40,200}/y },
    { kind: "stripe-key", pattern: /sk_(?:live|test)_[A-Za-z0-9]{16,247}(?![A-Za-z0-9])/y },
    { kind: "openai-key", pattern: /sk-(?:proj|svcacct|admin|None)-[\w-]{40,200}/y },
    { kind: "openai-key", pattern: /sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}(?![A-Za-z0-9])/y },
  ],
  rk: [{ kind: "stripe-key", pattern: /rk_(?:live|test)_[A-Za-z0-9]{16,247}(?![A-Za-z0-9])/y }],
  wh: [{ kind: "stripe-key", pattern: /whsec_[A-Za-z0-9+/]{32,100}={0,2}/y }],
  np: [{ kind: "npm-token", pattern: /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y }],
  ey: [{ kind: "jwt", pattern: /eyJ[\w-]{10,4000}\.eyJ[\w-]{8,16000}\.[\w-]{8,4000}/y, accepts: isJwt }],
  dd: [
    { kind: "datadog-key", pattern: /dd(?:ap|pat|sat)_[A-Za-z0-9_-]{30,120}/y },
    { kind: "datadog-key", named: true, pattern: datadogPattern("dd") },
  ],
  da: [{ kind: "datadog-key", named: true, pattern: datadogPattern("datadog") }],
  be: [{ kind: "authorization", pattern: /bearer\s{1,3}([\w.~+/-]{16,8000}={0,2})/iy, accepts: isRandom }],
  ba: [{ kind: "authorization", pattern: /basic\s{1,3}([A-Za-z0-9+/]{8,4000}={0,2})/iy, accepts: isUserAndPassword }],
};

// One pass finds every place where a credential can begin; only there the patterns are tried.
const anchors =
  /AKIA|ASIA|AIza|ya29\.|GOCSPX-|AccountKey=|Q~|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|xox[a-z]|xapp-|hooks\.slack|sk[-_]|rk_|whsec_|npm_|eyJ|dd(?:ap|pat|sat)_|[Dd][Dd][_-]|[Dd]ata[Dd]og|DATADOG|[Bb]earer\s|BEARER\s|[Bb]asic\s|[Ss]ecret[_-]?[AaKk]|SECRET_[AK]|[Pp]ass[wpc]|PASS[WPC]|[Pp]wd|PWD|[Aa]pi[_-]?[Kk]ey|API_?KEY|[Cc]lient[_-]?[Ss]ec|CLIENT_SEC|[Aa]ccess[_-]?[Tt]ok|ACCESS_TOK|[Rr]efresh[_-]?[Tt]ok|REFRESH_TOK|[Aa]uth[_-]?[Tt]ok|AUTH_TOK|[Aa]uthorization|AUTHORIZATION|[Pp]rivate[_-]?[Tt]ok|PRIVATE_TOK/g;

/** Reports credentials that are known by their form, those of `kinds` only. */
export function findCredentials(text: string, kinds: ReadonlySet<string>, findings: Finding[]): void {
  anchors.lastIndex = 0;
  for (let anchor = anchors.exec(text); anchor; anchor = anchors.exec(text)) {
    const found = tryDetectors(text, anchor.index, anchor[0], kinds);
    if (!found) continue;
    findings.push(found);
    anchors.lastIndex = Math.max(anchors.lastIndex, found.end);
  }
}

function tryDetectors(text: string, at: number, anchor: string, kinds: ReadonlySet<string>): Finding | undefined {
  for (const { kind, pattern, before = 0, named, accepts } of detectors[anchor.slice(0, 2).toLowerCase()] ?? []) {
    const start = at - before;
    if (start < 0 || !kinds.has(kind) || (before === 0 && !named && continuesWord(text, start))) continue;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    const secret = match?.[1] ?? match?.[2] ?? match?.[0];
    if (secret === undefined || (accepts && !accepts(secret))) continue;
    const end = pattern.lastIndex;
    return { start: end - secret.length, end, kind };
  }
  return undefined;
}

/** Bare hexadecimal, so it is known by its name only: `DD-API-KEY: …`, `"datadog_app_key": "…"`. */
function datadogPattern(prefix: string): RegExp {
  return new RegExp(
    String.raw`${prefix}[\w. -]{0,24}?(?:key|token)${assigned}([0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])`,
    "iy",
  );
}

function isJwt(token: string): boolean {
  return Buffer.from(token.slice(0, token.indexOf(".")), "base64url").includes('"alg"');
}

/** Whatever is quoted after such a name; without quotes only what mixes letters and digits, because prose does not. */
function passwordPattern(): RegExp {
  const name = String.raw`(?:pass(?:word|wd|phrase|code)|pwd|(?:api|secret)[_-]?key|client[_-]?secret|(?:access|refresh|auth|private)[_-]?token)`;
  const quoted = String.raw`["']?\s{0,3}[:=]\s{0,3}"([^"\\]{4,512})(?=")`;
  const bare = String.raw`["']?\s{0,3}[:=]\s{0,3}(?=[^\s"',;&<>(){}]{0,200}\d)(?=[^\s"',;&<>(){}]{0,200}[A-Za-z])([^\s"',;&<>(){}]{8,512})`;
  return new RegExp(`${name}(?:${quoted}|${bare})`, "iy");
}

function isNoPlaceholder(value: string): boolean {
  return !/^(?:\*+|x+|<.*>|\$.*|\{\{.*|%.*%|\[.*\]|null|none|true|false|undefined|required|optional|redacted)$/i.test(
    value,
  );
}

/** Words after "bearer" are prose; credentials mix letters and digits. */
function isRandom(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value);
}

function isUserAndPassword(value: string): boolean {
  return /^[\x20-\x7e]+:[\x20-\x7e]*$/.test(Buffer.from(value, "base64").toString("latin1"));
}
