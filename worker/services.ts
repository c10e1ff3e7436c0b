import type { ServiceContext } from "#lib/core/context.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { Ringer } from "#lib/notifications/create-ringer.ts";
import type { Deliverer } from "#lib/sinks/create-deliverer.ts";

/** What handlers work with. */
export type Services = {
  pool: Pool;
  /** For what is streamed, however long it takes. */
  streams: Pool;
  /** For verbs that act by the rights of people; they say whose. */
  context: ServiceContext;
  sealer: Sealer;
  deliverer: Deliverer;
  ringer: Ringer;
  logger: Logger;
  /** HOLDPOINT_ENV. */
  environment: string;
  /** Fires when the worker stops: what takes long gives its work back. */
  stopping: AbortSignal;
};
