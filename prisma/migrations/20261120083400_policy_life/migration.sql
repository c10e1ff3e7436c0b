-- AlterTable
ALTER TABLE "policy_version" ADD COLUMN "source" TEXT, ADD COLUMN "confirmed" TEXT;

-- CreateTable
CREATE TABLE "policy_draft" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL,
    "base_version" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "known_tool" (
    "connection" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "annotations" JSONB NOT NULL,
    "schema_hash" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_tool_pkey" PRIMARY KEY ("connection","name")
);

-- CreateTable
CREATE TABLE "backtest" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "document" JSONB NOT NULL,
    "days" INTEGER NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    "author_id" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "reads_arguments" BOOLEAN NOT NULL DEFAULT false,
    "total" INTEGER,
    "judged" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "alive_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "backtest_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "backtest_created_at_idx" ON "backtest"("created_at" DESC);

-- What Prisma's schema cannot say
ALTER TABLE "policy_draft" ADD CONSTRAINT "policy_draft_one_row" CHECK ("id" = 1);
ALTER TABLE "backtest" ADD CONSTRAINT "backtest_state_known"
  CHECK ("state" IN ('queued', 'running', 'completed', 'cancelled', 'failed'));
