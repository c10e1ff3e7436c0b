import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters, type JWTPayload } from "jose";

const keyId = "test-key";

export type TestIssuer = {
  issuer: string;
  /** An access token; `claims` and `header` replace what a good one has. */
  sign: (claims: JWTPayload, header?: Partial<JWTHeaderParameters>) => Promise<string>;
  /** How often its keys were read. */
  keyReads: () => number;
  close: () => Promise<void>;
};

/**
 * An OpenID provider as far as a resource server sees it, with a token endpoint for client_credentials: the client `name`
 * gets a token for itself, made for the `resource` it asks for (RFC 8707).
 */
export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: "ES256", use: "sig" };
  let keyReads = 0;
  let issuer = "";

  function sign(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    return new SignJWT({ iss: issuer, exp: Math.floor(Date.now() / 1000) + 300, ...claims })
      .setProtectedHeader({ alg: "ES256", kid: keyId, typ: "at+jwt", ...header })
      .setIssuedAt()
      .sign(privateKey);
  }

  const server = createServer((request, response) => {
    function json(body: object): void {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    }
    if (
      request.url === "/.well-known/openid-configuration" ||
      request.url === "/.well-known/oauth-authorization-server"
    ) {
      json({
        issuer,
        jwks_uri: `${issuer}/jwks`,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        response_types_supported: ["code"],
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported: ["S256"],
      });
    } else if (request.url === "/jwks") {
      keyReads++;
      json({ keys: [jwk] });
    } else if (request.url === "/token") {
      let form = "";
      request.on("data", (chunk: Buffer) => (form += chunk.toString("utf8")));
      request.on("end", () => {
        const parameters = new URLSearchParams(form);
        const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
        const [basicClient] = Buffer.from(basic, "base64").toString("utf8").split(":");
        const client = parameters.get("client_id") ?? decodeURIComponent(basicClient ?? "");
        const aud = parameters.get("resource") ?? "nobody";
        void sign({ sub: client, client_id: client, aud, groups: ["agents"] }).then((token) =>
          json({ access_token: token, token_type: "Bearer", expires_in: 300 }),
        );
      });
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    sign,
    keyReads: () => keyReads,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
