/** Request or response of a call as captured: `body` may be only the beginning, `bytes` and `sha256` are of the whole. */
export type CapturedPayload = {
  callId: string;
  direction: "request" | "response";
  at: Date;
  headers: Record<string, string>;
  body: Buffer;
  contentType: string | null;
  bytes: number;
  sha256: string;
  truncated: boolean;
};

/** A stored payload as an auditor reads it. `bytes` and `sha256` are of the whole body, also where it is cut. */
export type PayloadView = {
  direction: "request" | "response";
  at: Date;
  headers: { name: string; value: string }[];
  contentType: string | null;
  bytes: number;
  sha256: string;
  /** Only the beginning of the body was kept. */
  truncated: boolean;
  body: { kind: "empty" } | { kind: "binary" } | { kind: "text" | "json"; text: string };
};
