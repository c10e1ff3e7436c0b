-- CreateTable
CREATE TABLE "notification_channel" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "target_sealed" BYTEA NOT NULL,
    "shown_target" TEXT NOT NULL,
    "user_id" TEXT,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "moments" TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "rung_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "notification_channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ring" (
    "id" TEXT NOT NULL DEFAULT (('rng_'::text || (gen_random_uuid())::text)),
    "channel_id" TEXT NOT NULL,
    "hold_id" TEXT,
    "moment" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "message_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "ring_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold_ringing" (
    "hold_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "escalated_at" TIMESTAMPTZ(3),
    "broke_glass_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "hold_ringing_pkey" PRIMARY KEY ("hold_id")
);

-- CreateTable
CREATE TABLE "stand_in" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "stand_in_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "stand_in_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notification_channel_user_id_idx" ON "notification_channel"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "ring_channel_id_hold_id_moment_key" ON "ring"("channel_id", "hold_id", "moment");

-- CreateIndex
CREATE INDEX "ring_hold_id_idx" ON "ring"("hold_id");

-- CreateIndex
CREATE INDEX "ring_created_at_idx" ON "ring"("created_at");

-- CreateIndex: only what is still to be told.
CREATE INDEX "ring_next_at_idx" ON "ring"("next_at") WHERE "state" IN ('waiting', 'sending');

-- CreateIndex: only holds that are not over.
CREATE INDEX "hold_ringing_open_idx" ON "hold_ringing"("hold_id") WHERE "ended_at" IS NULL;

-- CreateIndex: few holds are released by one person alone.
CREATE INDEX "hold_broke_glass_idx" ON "hold"("decided_at") WHERE "broke_glass";

-- CreateIndex
CREATE INDEX "stand_in_stand_in_id_ends_at_idx" ON "stand_in"("stand_in_id", "ends_at");

-- CreateIndex
CREATE INDEX "stand_in_user_id_ends_at_idx" ON "stand_in"("user_id", "ends_at");

-- AddForeignKey
ALTER TABLE "notification_channel" ADD CONSTRAINT "notification_channel_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ring" ADD CONSTRAINT "ring_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stand_in" ADD CONSTRAINT "stand_in_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stand_in" ADD CONSTRAINT "stand_in_stand_in_id_fkey" FOREIGN KEY ("stand_in_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
