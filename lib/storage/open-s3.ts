import { AppError } from "#lib/core/errors.ts";
import { postBatch } from "#lib/sinks/post-batch.ts";
import { judgeS3 } from "#lib/sinks/s3/driver.ts";
import { sha256, signRequest } from "#lib/sinks/s3/sign-request.ts";
import type { Storage } from "./storage.ts";
import type { StorageAddress } from "./schemas.ts";

const defaultRegion = "us-east-1";

export function openS3(
  { url, accessKeyId = "", region = defaultRegion, certificates }: StorageAddress,
  secret: string,
): Storage {
  const { host, pathname, origin } = new URL(url);
  return {
    async put(name, bytes, contentType) {
      const path = `${pathname.replace(/\/$/, "")}/${name}`;
      const headers = signRequest(
        {
          method: "PUT",
          path,
          headers: {
            host,
            "content-type": contentType,
            // The storage compares it with what arrived.
            "x-amz-content-sha256": sha256(bytes),
            "x-amz-date": new Date().toISOString().replaceAll(/[:-]|\.\d{3}/g, ""),
          },
        },
        { accessKeyId, secret, region, service: "s3" },
      );
      const put = {
        url: `${origin}${path}`,
        method: "PUT",
        headers,
        body: bytes,
        gzip: false,
        accepted: [200],
      } as const;
      const result = await postBatch({ ...put, certificates, judge: judgeS3 });
      if (result.outcome === "accepted") return;
      const error = result.error.replaceAll("sink", "storage");
      throw new AppError(result.outcome === "misconfigured" ? "invalid" : "unavailable", error);
    },
  };
}
