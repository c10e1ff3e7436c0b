import type { BlockList } from "node:net";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { LedgerWriter } from "#lib/ledger/ledger-writer.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { DetachedRuns } from "./holds/detached-runs.ts";
import type { HoldBudgets } from "./holds/hold-manner.ts";
import type { WaitingRoom } from "./holds/waiting-room.ts";
import type { TrustedIssuer, TrustedIssuers } from "./identity/trusted-issuers.ts";
import type { FactMasker } from "./masking/fact-masker.ts";
import type { SessionOwners } from "./mcp/session-owners.ts";
import type { CallLimits } from "./limits/call-limits.ts";
import type { OpenCalls } from "./limits/open-calls.ts";
import type { RepeatedRefusals } from "./limits/repeated-refusals.ts";
import type { GatewayNames } from "./origins.ts";
import type { Cancellation } from "./pipeline/cancellation.ts";
import type { SnapshotHolder } from "./snapshot/snapshot-holder.ts";
import type { SpooledLedger } from "./spool/spooled-ledger.ts";

/** What callers see of this installation, and how it reads their tokens. */
export type GatewaySettings = GatewayNames & {
  consoleUrl: string;
  /** HOLDPOINT_ENV. */
  environment: string;
  /** The first is the one that people sign in with. */
  issuers: readonly TrustedIssuer[];
  groupsClaim: string;
  /** What an access token must carry, beside everything else. */
  requiredScopes: readonly string[];
  /** Whose X-Forwarded-For is believed. */
  trustedProxies: BlockList;
  /** How long held calls of some clients keep their requests open, whatever their connection says. */
  holdBudgets: HoldBudgets;
};

/** What the stages of a call use. One per process. */
export type Dependencies = {
  settings: GatewaySettings;
  pool: Pool;
  sealer: Sealer;
  logger: Logger;
  ledger: LedgerWriter;
  /** Null where there is no spool; connections are then strict whatever they say. */
  spooledLedger: SpooledLedger | null;
  snapshot: SnapshotHolder;
  verifier: TrustedIssuers;
  waitingRoom: WaitingRoom;
  detachedRuns: DetachedRuns;
  limits: CallLimits;
  openCalls: OpenCalls;
  repeatedRefusals: RepeatedRefusals;
  sessions: SessionOwners;
  factMasker: FactMasker;
  /** Fires when the gateway stops taking calls: streams without an end of their own are ended. */
  draining: Cancellation;
};
