import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { Ringer } from "#lib/notifications/create-ringer.ts";
import type { Deliverer } from "#lib/sinks/create-deliverer.ts";

/** What handlers work with. */
export type Services = {
  pool: Pool;
  sealer: Sealer;
  deliverer: Deliverer;
  ringer: Ringer;
  logger: Logger;
  /** HOLDPOINT_ENV. */
  environment: string;
  /** Fires when the worker stops: what takes long gives its work back. */
  stopping: AbortSignal;
};
