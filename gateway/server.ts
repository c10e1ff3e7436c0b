import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AddressRules } from "#lib/connections/address-rules.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { listen as listenToBells } from "#lib/database/bell.ts";
import { pingDatabase } from "#lib/database/ping.ts";
import type { Pool } from "#lib/database/pool.ts";
import { LedgerWriter } from "#lib/ledger/ledger-writer.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { Dependencies, GatewaySettings } from "./dependencies.ts";
import { DetachedRuns } from "./holds/detached-runs.ts";
import { WaitingRoom } from "./holds/waiting-room.ts";
import { TrustedIssuers } from "./identity/trusted-issuers.ts";
import { FactMasker } from "./masking/fact-masker.ts";
import { SessionOwners } from "./mcp/session-owners.ts";
import { CallerHistory, type HistoryNeighbours } from "./limits/caller-history.ts";
import { CallLimits, type Limits, type Neighbours } from "./limits/call-limits.ts";
import { OpenCalls } from "./limits/open-calls.ts";
import { RepeatedRefusals } from "./limits/repeated-refusals.ts";
import { protectedResourceMetadata } from "./metadata.ts";
import { answerCors } from "./origins.ts";
import { Cancellation } from "./pipeline/cancellation.ts";
import { refuseUnparsed } from "./pipeline/refuse-unparsed.ts";
import { runCall } from "./pipeline/run-call.ts";
import { ToolWatch } from "./mcp/tool-watch.ts";
import { SnapshotHolder } from "./snapshot/snapshot-holder.ts";
import { findVirtualHost } from "./snapshot/virtual-hosts.ts";
import type { Spool } from "./spool/spool.ts";
import { SpooledLedger } from "./spool/spooled-ledger.ts";
import type { LauncherAddress } from "./stdio/launcher-headers.ts";
import { upstreamConnect } from "./upstream/connect.ts";

const drainPollMs = 50;

/** The spool that is written to, and those that are only emptied. */
export type GatewaySpools = { own: Spool; left: readonly Spool[] };

export type GatewayOptions = {
  settings: GatewaySettings;
  /** Where upstreams may be. */
  addressRules: AddressRules;
  /** What runs stdio servers. */
  launcher: LauncherAddress;
  /** Of one caller on one connection, where the connection has none of its own. */
  limits: Limits;
  /** Other processes that share the port, and the limits. */
  neighbours?: Neighbours | undefined;
  historyNeighbours?: HistoryNeighbours | undefined;
  /** `typ` headers of the access tokens that are taken. */
  tokenTypes: readonly string[];
  pool: Pool;
  /** Of the same database, for the connection that listens to bells. */
  databaseUrl: string;
  sealer: Sealer;
  logger: Logger;
  /** For connections that are recorded `spooled`. */
  spools?: GatewaySpools;
  /** Of gateways that share a port: none calls itself ready before all of them listen. */
  othersListen?: () => boolean;
};

export type Gateway = {
  /** Reads the snapshot, then takes calls. Resolves with the port it listens on. */
  listen: (address: { host: string; port: number }) => Promise<number>;
  /** Stops taking calls, lets those that run end within `deadlineMs`, cuts off the rest. */
  close: (options: { deadlineMs: number }) => Promise<void>;
};

/** A gateway with everything it needs passed in; it owns what it makes of that, and not the pool. */
export function buildGateway(options: GatewayOptions): Gateway {
  const { pool, sealer, logger, settings } = options;
  const draining = new Cancellation();
  const openCalls = new OpenCalls();
  const writer = new LedgerWriter({ pool, sealer });
  const dependencies: Dependencies = {
    settings,
    pool,
    sealer,
    logger,
    ledger: writer,
    spooledLedger: options.spools
      ? new SpooledLedger({ ledger: writer, pool, sealer, logger, ...options.spools })
      : null,
    snapshot: new SnapshotHolder({
      pool,
      logger,
      means: {
        sealer,
        connect: upstreamConnect(options.addressRules),
        launcher: options.launcher,
        environment: settings.environment,
        toolWatch: new ToolWatch({ pool, sealer, logger }),
        callerHistory: new CallerHistory({ neighbours: options.historyNeighbours }),
      },
      onReplaced: (replaced) => openCalls.review(replaced),
    }),
    verifier: new TrustedIssuers(settings.issuers, options.tokenTypes),
    waitingRoom: new WaitingRoom({ pool, logger }),
    detachedRuns: new DetachedRuns(),
    limits: new CallLimits(options.limits, options.neighbours),
    openCalls,
    repeatedRefusals: new RepeatedRefusals((events) => {
      ledger.append(events).catch((error: unknown) => logger.warn({ err: error }, "refusals could not be recorded"));
    }),
    sessions: new SessionOwners(pool),
    factMasker: new FactMasker(sealer),
    draining,
  };
  const { snapshot, waitingRoom, ledger, spooledLedger, limits, repeatedRefusals } = dependencies;
  const server = createHttpServer(dependencies, options.othersListen ?? (() => true));
  let stopListening: (() => Promise<void>) | undefined;

  return {
    async listen({ host, port }) {
      await snapshot.start();
      stopListening = listenToBells({
        url: options.databaseUrl,
        onBell: (bell) => {
          if (bell.topic === "hold") waitingRoom.ring(bell.id);
          if (bell.topic === "snapshot") void snapshot.refresh();
        },
        onConnected: () => {
          waitingRoom.ringAll();
          void snapshot.refresh();
        },
        onError: (error) => logger.warn({ err: error }, "bells are out of reach; polling until they are back"),
      });
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, resolve);
      });
      // A server that listens on TCP has an address with a port.
      return (server.address() as AddressInfo).port;
    },
    async close({ deadlineMs }) {
      draining.abort();
      waitingRoom.close();
      await closeServer(server, deadlineMs);
      await dependencies.detachedRuns.idle(deadlineMs);
      limits.close();
      openCalls.close();
      repeatedRefusals.close();
      await ledger.close();
      await spooledLedger?.close();
      await stopListening?.();
      await snapshot.close();
    },
  };
}

function createHttpServer(dependencies: Dependencies, othersListen: () => boolean): Server {
  const server = createServer(
    {
      noDelay: true,
      maxHeaderSize: 32 * 1024,
      headersTimeout: 10_000,
      // Bodies have limits of their own: an upload may take hours.
      requestTimeout: 0,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    (request, response) => {
      // The gateway's own answers wait for no body, and their socket for none either.
      const mayBeOwn = request.method === "GET" || request.method === "OPTIONS";
      if (mayBeOwn && announcesBody(request)) response.shouldKeepAlive = false;
      if (answerCors(request, response, dependencies.settings)) return;
      if (!answerOwn(dependencies, othersListen, request, response)) void runCall(dependencies, request, response);
    },
  );
  // Node hides headers beyond its limit, also those that frame the body, so there is none here: `accept` counts.
  server.maxHeadersCount = 0;
  server.on("clientError", (error, socket) => refuseUnparsed(dependencies, error, socket));
  return server;
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** The gateway's own pages: readiness, and where callers get tokens. */
function answerOwn(
  dependencies: Dependencies,
  othersListen: () => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.method !== "GET") return false;
  const { settings, snapshot } = dependencies;
  // Under the name of an upstream every path is the upstream's.
  const virtualHosts = snapshot.current?.virtualHosts ?? [];
  if (findVirtualHost(virtualHosts, request.headers.host ?? "", settings.gatewayUrl) !== undefined) return false;
  if (request.url === "/healthz") {
    void readiness(dependencies, othersListen).then((health) => sendJson(response, health.ready ? 200 : 503, health));
    return true;
  }
  const metadata = protectedResourceMetadata(request.url ?? "", settings);
  if (metadata) sendJson(response, 200, metadata, { "access-control-allow-origin": "*" });
  return metadata !== undefined;
}

/** Ready means that calls would be served: there is a snapshot, they could be recorded, and nobody stops the process. */
async function readiness({ snapshot, pool, draining, spooledLedger }: Dependencies, othersListen: () => boolean) {
  const ledger = await pingDatabase(pool);
  const connections = [...(snapshot.current?.connections.values() ?? [])];
  const onSpool = spooledLedger?.takesStarts === true && connections.some(({ recording }) => recording === "spooled");
  return {
    ready: snapshot.current !== undefined && (ledger || onSpool) && othersListen() && !draining.aborted,
    draining: draining.aborted,
    ledger: ledger ? "reachable" : "unreachable",
    spool: spooledLedger?.state ?? "none",
    snapshot: { version: snapshot.current?.version ?? null, ageMs: snapshot.ageMs },
  };
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(body));
}

async function closeServer(server: Server, deadlineMs: number): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), drainPollMs);
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(deadline);
      resolve();
    });
  });
}
