-- AlterTable
ALTER TABLE "hold" ADD COLUMN     "broke_glass" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "escalates_at" TIMESTAMPTZ(3),
ADD COLUMN     "excluded" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "original_sealed" BYTEA,
ADD COLUMN     "replay_until" TIMESTAMPTZ(3),
ADD COLUMN     "requirement" TEXT,
ADD COLUMN     "result_sealed" BYTEA,
ADD COLUMN     "review_note" TEXT,
ADD COLUMN     "reviewed_at" TIMESTAMPTZ(3),
ADD COLUMN     "reviewed_by_name" TEXT,
ADD COLUMN     "terms" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "tool_schema" TEXT,
ADD COLUMN     "votes" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "approval" ADD COLUMN     "groups" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "standing_grant" (
    "id" TEXT NOT NULL,
    "hold_id" TEXT NOT NULL,
    "caller_id" TEXT NOT NULL,
    "user_name" TEXT,
    "agent" TEXT,
    "connection" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "tool" TEXT,
    "rule" TEXT NOT NULL,
    "requirement" TEXT NOT NULL,
    "pins" JSONB NOT NULL DEFAULT '[]',
    "granted_by_id" TEXT NOT NULL,
    "granted_by_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by_name" TEXT,

    CONSTRAINT "standing_grant_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "standing_grant_caller_id_expires_at_idx" ON "standing_grant"("caller_id", "expires_at");

-- CreateIndex
CREATE INDEX "standing_grant_created_at_id_idx" ON "standing_grant"("created_at" DESC, "id");

-- AddForeignKey
ALTER TABLE "standing_grant" ADD CONSTRAINT "standing_grant_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "hold"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
