-- The start of a call is found by its call; no list ever shows it. Leaving it out of the indexes of lists saves every call
-- that is recorded four entries.
DROP INDEX "audit_event_user_id_at_id_idx";
DROP INDEX "audit_event_user_name_at_id_idx";
DROP INDEX "audit_event_agent_at_id_idx";
DROP INDEX "audit_event_connection_at_id_idx";
CREATE INDEX "audit_event_user_id_at_id_idx" ON "audit_event"("user_id", "at" DESC, "id") WHERE "type" <> 'call.started';
CREATE INDEX "audit_event_user_name_at_id_idx" ON "audit_event"("user_name", "at" DESC, "id") WHERE "type" <> 'call.started';
CREATE INDEX "audit_event_agent_at_id_idx" ON "audit_event"("agent", "at" DESC, "id") WHERE "type" <> 'call.started';
CREATE INDEX "audit_event_connection_at_id_idx" ON "audit_event"("connection", "at" DESC, "id") WHERE "type" <> 'call.started';

-- Payloads are looked up by their call only: the key serves that, and a second index is not needed.
ALTER TABLE "audit_payload" DROP CONSTRAINT "audit_payload_pkey";
ALTER TABLE "audit_payload" ADD CONSTRAINT "audit_payload_pkey" PRIMARY KEY ("call_id", "direction", "at");
DROP INDEX "audit_payload_call_id_idx";
