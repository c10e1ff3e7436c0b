import { z } from "zod";

const ProviderMetadata = z.object({ issuer: z.string(), jwks_uri: z.url() });
export type ProviderMetadata = z.infer<typeof ProviderMetadata>;

/**
 * Reads the provider's metadata (OpenID Connect Discovery 1.0, else RFC 8414). Throws where it cannot be had within
 * `timeoutMs`, or names another issuer.
 */
export async function discoverIssuer(issuer: string, timeoutMs = 5_000): Promise<ProviderMetadata> {
  const url = new URL(issuer);
  const path = url.pathname.replace(/\/$/, "");
  const places = [
    `${url.origin}${path}/.well-known/openid-configuration`,
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
  ];
  let problem: unknown;
  for (const place of places) {
    try {
      const response = await fetch(place, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
      if (!response.ok) throw new Error(`${place} answered ${response.status}`);
      const metadata = ProviderMetadata.parse(await response.json());
      // A trailing slash is the one difference that people make; the provider's own spelling is what tokens carry.
      if (metadata.issuer.replace(/\/$/, "") !== issuer.replace(/\/$/, "")) {
        throw new Error(`${place} names the issuer ${metadata.issuer}`);
      }
      return metadata;
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}
