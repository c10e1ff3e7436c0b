-- Another process may have made the partition while this one waited for the lock, which a look before it hides.
CREATE OR REPLACE FUNCTION ensure_search_partition(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := 'audit_search_' || to_char(day, 'YYYYMMDD');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_search_partition'));
  IF to_regclass(partition) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF audit_search FOR VALUES FROM (%L) TO (%L)', partition,
      day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
  END IF;
  RETURN true;
EXCEPTION WHEN check_violation THEN
  RETURN false;
END $$;
