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
