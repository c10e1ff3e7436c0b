-- To list the slowest calls without looking each up in the ledger.
ALTER TABLE "audit_search" ADD COLUMN "duration_ms" INTEGER;
