import { z } from "zod";
import {
  EnvironmentName,
  HttpUrl,
  LogLevel,
  parseEnv,
  PostgresUrl,
  RedisUrl,
  Secret,
  type EnvSource,
} from "./parse-env.ts";

const WorkerEnv = z.object({
  DATABASE_URL: PostgresUrl,
  HOLDPOINT_SECRET: Secret,
  /** Queues are kept in PostgreSQL where this is absent. */
  REDIS_URL: RedisUrl.optional(),
  CONSOLE_URL: HttpUrl,
  /** What conditions see as `env.name`. */
  HOLDPOINT_ENV: EnvironmentName.default("production"),
  LOG_LEVEL: LogLevel.default("info"),
});
export type WorkerEnv = z.infer<typeof WorkerEnv>;

export function parseWorkerEnv(source: EnvSource): WorkerEnv {
  return parseEnv(WorkerEnv, source);
}
