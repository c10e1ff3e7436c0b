import { createHash, createHmac } from "node:crypto";

export type Signer = { accessKeyId: string; secret: string; region: string; service: string };

/**
 * Headers that sign a request by AWS Signature Version 4. `headers` are those to be signed, in lower case, with `host`,
 * `x-amz-date` and `x-amz-content-sha256` among them; the path has to be encoded already.
 */
export function signRequest(
  request: { method: string; path: string; headers: Record<string, string> },
  signer: Signer,
): Record<string, string> {
  const { method, path, headers } = request;
  const names = Object.keys(headers).toSorted();
  const signed = names.join(";");
  const time = headers["x-amz-date"] ?? "";
  const scope = `${time.slice(0, 8)}/${signer.region}/${signer.service}/aws4_request`;
  const lines = names.map((name) => `${name}:${(headers[name] ?? "").trim().replaceAll(/ +/g, " ")}`);
  const canonical = [method, path, "", ...lines, "", signed, headers["x-amz-content-sha256"]].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [time.slice(0, 8), signer.region, signer.service, "aws4_request"].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${signer.secret}`),
  );
  const signature = hmac(key, toSign).toString("hex");
  const credential = `Credential=${signer.accessKeyId}/${scope}`;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${signed},Signature=${signature}` };
}

export function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
