-- CreateIndex: what one channel has still to tell.
CREATE INDEX "ring_channel_id_next_at_idx" ON "ring"("channel_id", "next_at") WHERE "state" IN ('waiting', 'sending');
