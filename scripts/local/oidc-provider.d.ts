// The part of oidc-provider 9 that the local provider uses; the package ships no types. Its index module warns about
// Node 20, on which all of this works, so the modules behind it are imported.

declare module "oidc-provider/lib/provider.js" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export type OidcContext = {
    oidc: {
      client?: { clientId: string };
      session?: { accountId?: string };
      result?: { login?: { accountId: string } };
      params?: { scope?: string; resource?: string | string[] };
      resourceServers?: Record<string, unknown>;
    };
    type: string;
    body: unknown;
  };

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ uid: string; params: { client_id?: string; login_hint?: string } }>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string } },
    ): Promise<void>;
    Grant: new (of: { clientId: string; accountId: string }) => {
      addOIDCScope(scope: string): void;
      addResourceScope(resource: string, scope: string): void;
      save(): Promise<string>;
    };
    on(event: "server_error", listener: (context: OidcContext, error: Error) => void): this;
  }
}

declare module "oidc-provider/lib/adapters/memory_adapter.js" {
  export function createMemoryAdapter(clockToleranceS: number): new (name: string) => object;
}

declare module "oidc-provider/lib/helpers/errors.js" {
  export class InvalidTarget extends Error {}
}

declare module "oidc-provider/lib/helpers/interaction_policy/index.js" {
  import type { OidcContext } from "oidc-provider/lib/provider.js";

  type Check = object;
  export const Check: new (reason: string, description: string, check: (context: OidcContext) => boolean) => Check;
  type Prompt = { checks: { add(check: Check): void } };
  export function base(): { get(name: string): Prompt; remove(name: string): void };
}
