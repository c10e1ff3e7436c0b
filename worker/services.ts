import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { Deliverer } from "#lib/sinks/create-deliverer.ts";

/** What handlers work with. */
export type Services = {
  pool: Pool;
  sealer: Sealer;
  deliverer: Deliverer;
  logger: Logger;
  /** HOLDPOINT_ENV. */
  environment: string;
  /** Fires when the worker stops: what takes long gives its work back. */
  stopping: AbortSignal;
};
