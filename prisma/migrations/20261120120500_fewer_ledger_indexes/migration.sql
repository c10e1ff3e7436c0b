-- Searches by name and by connection go through the search index now: every call that is recorded saves two entries.
DROP INDEX "audit_event_user_name_at_id_idx";
DROP INDEX "audit_event_connection_at_id_idx";
