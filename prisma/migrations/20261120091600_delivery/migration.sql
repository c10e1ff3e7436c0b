-- AlterTable
ALTER TABLE "sink" ADD COLUMN "settings" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "skipped_count" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "retried_count" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "held" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "dead_letter" ADD COLUMN "replay_at" TIMESTAMPTZ(3), ADD COLUMN "replays" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "sink_backfill" (
    "id" TEXT NOT NULL,
    "sink_id" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "sent" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "position_at" TIMESTAMPTZ(3),
    "position_id" TEXT,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sink_backfill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sink_minute" (
    "sink_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "lag_ms" BIGINT NOT NULL,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "retried" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "sink_minute_pkey" PRIMARY KEY ("sink_id","minute")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "from_xact" BIGINT NOT NULL,
    "to_xact" BIGINT NOT NULL,
    "events" BIGINT NOT NULL,
    "root" TEXT NOT NULL,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("hour")
);

-- CreateIndex
CREATE INDEX "sink_backfill_sink_id_created_at_idx" ON "sink_backfill"("sink_id", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "sink_backfill" ADD CONSTRAINT "sink_backfill_sink_id_fkey" FOREIGN KEY ("sink_id") REFERENCES "sink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sink_minute" ADD CONSTRAINT "sink_minute_sink_id_fkey" FOREIGN KEY ("sink_id") REFERENCES "sink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say
ALTER TABLE "sink_backfill" ADD CONSTRAINT "sink_backfill_state_known"
  CHECK ("state" IN ('running', 'completed', 'cancelled'));
