import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { Deliverer } from "#lib/sinks/create-deliverer.ts";

/** What handlers work with. */
export type Services = { pool: Pool; deliverer: Deliverer; logger: Logger };
