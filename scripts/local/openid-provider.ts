import { createServer, type Server } from "node:http";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Provider } from "oidc-provider/lib/provider.js";
import { openIdConfiguration, type OpenIdProviderOptions } from "./openid-configuration.ts";
import { handleSignIn } from "./sign-in.ts";

/**
 * Runs an OpenID provider on 127.0.0.1 that plays the company's: people with passwords, the console's client, one
 * machine client, and JWT access tokens (RFC 9068) for resources of the gateway (RFC 8707).
 */
export async function startOpenIdProvider(
  options: OpenIdProviderOptions,
): Promise<{ issuer: string; close: () => Promise<void> }> {
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const issuer = `http://127.0.0.1:${port}`;
  const provider: Provider = new Provider(
    issuer,
    openIdConfiguration(options, () => provider),
  );
  provider.on("server_error", (_context, error) => process.stderr.write(`${error.stack}\n`));
  const standard = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url?.startsWith("/sign-in/")) {
      standard(request, response);
      return;
    }
    handleSignIn(provider, options.people, request, response).catch(() => {
      // The form outlived the attempt it belongs to, or the browser refused its cookie.
      response.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
      response.end("This sign-in has expired. Go back to where you came from and sign in again.\n");
    });
  });
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A new RS256 signing key, private part included. */
export async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: new Date().toISOString().slice(0, 10) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
