-- CreateTable
CREATE TABLE "export" (
    "id" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "content" BOOLEAN NOT NULL DEFAULT false,
    "search" JSONB NOT NULL,
    "event_at" TIMESTAMPTZ(3) NOT NULL,
    "event_id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "alive_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "export_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "export_way_check" CHECK ("way" IN ('download', 'background')),
    CONSTRAINT "export_state_check" CHECK ("state" IN ('queued', 'running', 'completed', 'cancelled', 'failed'))
);

-- CreateTable
CREATE TABLE "export_schedule" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "every" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "content" BOOLEAN NOT NULL DEFAULT false,
    "query" TEXT NOT NULL DEFAULT '',
    "storage" JSONB NOT NULL,
    "secret_sealed" BYTEA NOT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "stopped_reason" TEXT,
    "position_xact" BIGINT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "failing_since" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "export_schedule_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "export_schedule_every_check" CHECK ("every" IN ('hour', 'day'))
);

-- CreateTable
CREATE TABLE "export_run" (
    "id" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "from_xact" BIGINT NOT NULL,
    "to_xact" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "rows" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "files" JSONB NOT NULL DEFAULT '[]',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "alive_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "export_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retention" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "event_days" INTEGER,
    "payload_days" INTEGER,
    "archive" JSONB,
    "secret_sealed" BYTEA,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_name" TEXT NOT NULL,
    "waiting_for" TEXT,
    "last_error" TEXT,
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "retention_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "retention_one_row_check" CHECK ("id" = 1),
    CONSTRAINT "retention_days_check" CHECK ("event_days" >= 1 AND "payload_days" >= 1)
);

-- CreateTable
CREATE TABLE "legal_hold" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "from_day" DATE,
    "to_day" DATE,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_at" TIMESTAMPTZ(3),
    "released_by_name" TEXT,

    CONSTRAINT "legal_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "removed_day" (
    "day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "files" JSONB,
    "archive" TEXT,
    "removed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "removed_day_pkey" PRIMARY KEY ("day","kind")
);

-- CreateIndex
CREATE INDEX "export_created_at_idx" ON "export"("created_at" DESC);

-- CreateIndex
CREATE INDEX "export_state_idx" ON "export"("state");

-- CreateIndex
CREATE UNIQUE INDEX "export_schedule_name_key" ON "export_schedule"("name");

-- CreateIndex
CREATE UNIQUE INDEX "export_run_schedule_id_from_xact_key" ON "export_run"("schedule_id", "from_xact");

-- AddForeignKey
ALTER TABLE "export_run" ADD CONSTRAINT "export_run_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "export_schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Days that have a partition of their own in a table of the ledger, oldest first.
CREATE FUNCTION ledger_days(parent text) RETURNS TABLE (day date, partition text, bytes bigint) LANGUAGE sql STABLE AS $$
  SELECT to_date(right(relname, 8), 'YYYYMMDD'), relname::text, pg_total_relation_size(oid)
  FROM pg_class
  WHERE relispartition AND relname ~ ('^' || parent || '_\d{8}$')
  ORDER BY 1
$$;
