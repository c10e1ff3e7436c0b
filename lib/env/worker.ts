import { z } from "zod";
import {
  EnvironmentName,
  FolderPath,
  HttpUrl,
  LogLevel,
  parseEnv,
  PostgresUrl,
  PrivateUpstreams,
  RedisUrl,
  Secret,
  SmtpUrl,
  type EnvSource,
} from "./parse-env.ts";

const WorkerEnv = z
  .object({
    DATABASE_URL: PostgresUrl,
    HOLDPOINT_SECRET: Secret,
    /** Queues are kept in PostgreSQL where this is absent. */
    REDIS_URL: RedisUrl.optional(),
    CONSOLE_URL: HttpUrl,
    /** Channels cannot send e-mail where this is absent. */
    SMTP_URL: SmtpUrl.optional(),
    SMTP_FROM: z.string().max(320).optional(),
    /** Webhooks are refused inside private networks but here. */
    WEBHOOK_ALLOW_PRIVATE: PrivateUpstreams.default([]),
    /** What conditions see as `env.name`. */
    HOLDPOINT_ENV: EnvironmentName.default("production"),
    /** Under which folder sinks of kind `folder` may write; absent: nowhere. */
    SINK_FOLDER: FolderPath.optional(),
    /** Where files of exports are kept, and under which exports and archives of kind `file:` may write; absent: nowhere. */
    EXPORT_FOLDER: FolderPath.optional(),
    LOG_LEVEL: LogLevel.default("info"),
  })
  .refine(({ SMTP_URL, SMTP_FROM }) => SMTP_URL === undefined || (SMTP_FROM ?? "").includes("@"), {
    path: ["SMTP_FROM"],
    message: "must be an e-mail address where SMTP_URL is set",
  });
export type WorkerEnv = z.infer<typeof WorkerEnv>;

export function parseWorkerEnv(source: EnvSource): WorkerEnv {
  return parseEnv(WorkerEnv, source);
}
