-- CreateIndex: callers ask for their own holds.
CREATE INDEX "hold_caller_id_created_at_idx" ON "hold"("caller_id", "created_at" DESC);
