-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "secret_check" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "issuer" TEXT,
    "subject" TEXT,
    "name" TEXT,
    "email" TEXT NOT NULL,
    "email_verified" TIMESTAMPTZ(3),
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'power_user',
    "auditor" BOOLEAN NOT NULL DEFAULT false,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "last_seen_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "session_token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_token" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "credential_sealed" BYTEA,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "hold_budget_ms" INTEGER NOT NULL DEFAULT 45000,
    "hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "calls_per_minute" INTEGER,
    "calls_at_once" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gateway_key" (
    "id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "connections" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "user_id" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "gateway_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disabled_identity" (
    "identity" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "disabled_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "disabled_identity_pkey" PRIMARY KEY ("identity")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "author_id" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "snapshot" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mcp_session" (
    "hash" TEXT NOT NULL,
    "caller_id" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mcp_session_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "connection" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "tool" TEXT,
    "request_sealed" BYTEA NOT NULL,
    "request_digest" TEXT NOT NULL,
    "caller_id" TEXT NOT NULL,
    "user_id" TEXT,
    "user_name" TEXT,
    "agent" TEXT,
    "client_ip" TEXT,
    "rule" TEXT NOT NULL,
    "message" TEXT,
    "policy_version" INTEGER NOT NULL,
    "approver_groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "dispatched_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" TEXT NOT NULL,
    "hold_id" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "user_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "call_id" TEXT,
    "hold_id" TEXT,
    "user_id" TEXT,
    "user_name" TEXT,
    "agent" TEXT,
    "connection" TEXT,
    "kind" TEXT,
    "operation" TEXT,
    "tool" TEXT,
    "status" TEXT NOT NULL,
    "decision" TEXT,
    "rule" TEXT,
    "policy_version" INTEGER,
    "approver" TEXT,
    "reason" TEXT,
    "client_ip" TEXT,
    "http_status" INTEGER,
    "error_code" TEXT,
    "duration_ms" INTEGER,
    "upstream_ms" INTEGER,
    "hold_ms" INTEGER,
    "request_bytes" BIGINT,
    "response_bytes" BIGINT,
    "attrs" JSONB NOT NULL DEFAULT '{}',
    "xact" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("at","id")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "audit_payload" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "call_id" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "headers_sealed" BYTEA NOT NULL,
    "body_sealed" BYTEA NOT NULL,
    "content_type" TEXT,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "truncated" BOOLEAN NOT NULL,

    CONSTRAINT "audit_payload_pkey" PRIMARY KEY ("at","call_id","direction")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "sink" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "credential_sealed" BYTEA NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "position_xact" BIGINT NOT NULL DEFAULT 0,
    "position_at" TIMESTAMPTZ(3),
    "position_id" TEXT,
    "delivered_count" BIGINT NOT NULL DEFAULT 0,
    "delivered_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "sink_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("sink_id","event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "user_issuer_subject_key" ON "user"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_provider_account_id_key" ON "account"("provider", "provider_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_session_token_key" ON "session"("session_token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_token_key" ON "verification_token"("token");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_identifier_token_key" ON "verification_token"("identifier", "token");

-- CreateIndex
CREATE UNIQUE INDEX "connection_slug_key" ON "connection"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "gateway_key_hash_key" ON "gateway_key"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "hold_call_id_key" ON "hold"("call_id");

-- CreateIndex
CREATE INDEX "hold_state_expires_at_idx" ON "hold"("state", "expires_at");

-- CreateIndex
CREATE INDEX "hold_request_digest_idx" ON "hold"("request_digest");

-- CreateIndex
CREATE INDEX "hold_created_at_id_idx" ON "hold"("created_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_hold_id_user_id_key" ON "approval"("hold_id", "user_id");

-- CreateIndex
CREATE INDEX "audit_event_xact_at_id_idx" ON "audit_event"("xact", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_call_id_idx" ON "audit_event"("call_id");

-- CreateIndex
CREATE INDEX "audit_event_hold_id_idx" ON "audit_event"("hold_id") WHERE "hold_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "audit_event_user_id_at_id_idx" ON "audit_event"("user_id", "at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_event_user_name_at_id_idx" ON "audit_event"("user_name", "at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_event_agent_at_id_idx" ON "audit_event"("agent", "at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_event_connection_at_id_idx" ON "audit_event"("connection", "at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_payload_call_id_idx" ON "audit_payload"("call_id");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gateway_key" ADD CONSTRAINT "gateway_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "hold"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dead_letter" ADD CONSTRAINT "dead_letter_sink_id_fkey" FOREIGN KEY ("sink_id") REFERENCES "sink"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma's schema cannot say ---------------------------------------------------------------

ALTER TABLE "installation" ADD CONSTRAINT "installation_one_row" CHECK ("id" = 1);
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_one_row" CHECK ("id" = 1);
ALTER TABLE "user" ADD CONSTRAINT "user_role_known" CHECK ("role" IN ('owner', 'admin', 'power_user'));
ALTER TABLE "connection" ADD CONSTRAINT "connection_kind_known" CHECK ("kind" IN ('mcp', 'http'));
ALTER TABLE "approval" ADD CONSTRAINT "approval_verdict_known" CHECK ("verdict" IN ('approved', 'denied'));
ALTER TABLE "hold" ADD CONSTRAINT "hold_state_known" CHECK ("state" IN ('pending', 'approved', 'executing',
  'dispatched', 'completed', 'failed', 'unknown', 'denied', 'expired', 'cancelled'));

-- Rows nobody made a partition for still have a place; the worker keeps days ahead of the clock.
CREATE TABLE "audit_event_default" PARTITION OF "audit_event" DEFAULT;
CREATE TABLE "audit_payload_default" PARTITION OF "audit_payload" DEFAULT;

CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- Row triggers are inherited by every partition; TRUNCATE has statement triggers only, so each table gets its own.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "audit_payload" FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "audit_event" EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "audit_payload" EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "audit_event_default" EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "audit_payload_default" EXECUTE FUNCTION refuse_ledger_change();

-- Makes the partitions of both ledger tables for one UTC day. Safe to call again, and from several processes at once.
-- Returns false where the day's rows already lie in the default partition, which a partition cannot be carved out of.
CREATE FUNCTION ensure_ledger_partition(day date, parent text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := parent || '_' || to_char(day, 'YYYYMMDD');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_ledger_partition'));
  IF to_regclass(partition) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', partition, parent,
      day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I EXECUTE FUNCTION refuse_ledger_change()', partition);
  END IF;
  RETURN true;
EXCEPTION WHEN check_violation THEN
  RETURN false;
END $$;

SELECT ensure_ledger_partition((now() AT TIME ZONE 'UTC')::date + n, parent)
FROM generate_series(0, 3) AS n, unnest(ARRAY['audit_event', 'audit_payload']) AS parent;
