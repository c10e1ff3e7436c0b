-- How far each fold of the ledger has come, in the order of delivery.
CREATE TABLE "ledger_fold" (
    "name" TEXT NOT NULL,
    "xact" BIGINT NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3),
    "id" TEXT,

    CONSTRAINT "ledger_fold_pkey" PRIMARY KEY ("name")
);

-- What an event can be found by, as hashes of terms. Kept beside the ledger, so that writing the ledger costs no more.
CREATE TABLE "audit_search" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "id" TEXT NOT NULL,
    "terms" INTEGER[],

    CONSTRAINT "audit_search_pkey" PRIMARY KEY ("at","id")
) PARTITION BY RANGE ("at");

CREATE INDEX "audit_search_terms_idx" ON "audit_search" USING GIN ("terms");

CREATE TABLE "audit_search_default" PARTITION OF "audit_search" DEFAULT;

-- How many events have a value, by hour and by day (UTC). The empty value: events without one. Rows are counted up, so
-- pages keep room for it.
CREATE TABLE "event_hour" (
    "field" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "status" TEXT NOT NULL,
    "events" BIGINT NOT NULL,

    CONSTRAINT "event_hour_pkey" PRIMARY KEY ("field","value","at","status")
) WITH (fillfactor = 80);

CREATE INDEX "event_hour_field_at_idx" ON "event_hour"("field", "at");

CREATE TABLE "event_day" (
    "field" TEXT NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "value" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "events" BIGINT NOT NULL,

    CONSTRAINT "event_day_pkey" PRIMARY KEY ("field","at","value","status")
) WITH (fillfactor = 80);

-- Days on which a field had too many values to count each.
CREATE TABLE "event_day_gap" (
    "field" TEXT NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "event_day_gap_pkey" PRIMARY KEY ("field","at")
);

-- Makes the partition of the search index for one UTC day. Safe to call again, and from several processes at once. Returns
-- false where the day's rows already lie in the default partition, which a partition cannot be carved out of.
CREATE FUNCTION ensure_search_partition(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := 'audit_search_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF to_regclass(partition) IS NOT NULL THEN
    RETURN true;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_search_partition'));
  IF to_regclass(partition) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF audit_search FOR VALUES FROM (%L) TO (%L)', partition,
      day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
  END IF;
  RETURN true;
EXCEPTION WHEN check_violation THEN
  RETURN false;
END $$;

SELECT ensure_search_partition((now() AT TIME ZONE 'UTC')::date + n) FROM generate_series(0, 3) AS n;
