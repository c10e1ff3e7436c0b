import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { addressRules } from "#lib/connections/address-rules.ts";
import { createApiKey } from "#lib/api-keys/create-api-key.ts";
import type { RoleName } from "#lib/people/schemas.ts";
import type { TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { createCallBudget } from "../api/v1/_door/call-budget.ts";
import { handleRequest, type ApiDoor } from "../api/v1/_door/handle-request.ts";
import { openApiDocument } from "../api/v1/_door/open-api.ts";
import { operations } from "../api/v1/_operations/all.ts";

export type TestApi = {
  /** Address of the console that the API is on. */
  url: string;
  /** What the door could not answer, newest last. */
  errors: unknown[];
  close: () => Promise<void>;
};

/** The console's API on a socket of its own, without the pages around it. */
export async function serveApi(base: TestDatabase, given: Partial<ApiDoor> = {}): Promise<TestApi> {
  const errors: unknown[] = [];
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const door: ApiDoor = {
    operations,
    document: () => JSON.stringify(openApiDocument(operations, `${url}/api/v1`)),
    calls: createCallBudget(1_000_000),
    wrongKeys: createCallBudget(1_000_000),
    onError: (error) => errors.push(error),
    services: {
      database: base.database,
      sealer: base.sealer,
      clientIp: "203.0.113.9",
      addressRules: addressRules([]),
    },
    ...given,
  };

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    const answer = await handleRequest(
      door,
      new Request(new URL(request.url ?? "/", url), {
        method: request.method ?? "GET",
        headers: new Headers(request.headers as Record<string, string>),
        ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: "half" }),
      }),
    );
    // A body that the door refused to read must not stand before the next request.
    response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), connection: "close" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  return {
    url,
    errors,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A program's key of this role, working for a day. */
export async function makeApiKey(base: TestDatabase, role: RoleName): Promise<string> {
  const expiresAt = new Date(Date.now() + 86_400_000);
  const owner = contextOf(base, makePerson("owner"));
  return (await createApiKey(owner, { name: `test-${role}`, role, expiresAt })).key;
}
