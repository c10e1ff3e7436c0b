-- What was asked of whom, counted by the hour and by the day (UTC). Rows are counted up, so pages keep room for it.
create table "usage_hour" (
  "by" text not null,
  "at" timestamptz(0) not null,
  "server" text not null default '',
  "user_id" text not null default '',
  "agent" text not null default '',
  "tool" text not null default '',
  "user_name" text not null default '',
  "requests" bigint not null default 0,
  "failed" bigint not null default 0,
  "denied" bigint not null default 0,
  "held" bigint not null default 0,
  "approved" bigint not null default 0,
  "rejected" bigint not null default 0,
  "expired" bigint not null default 0,
  "request_bytes" bigint not null default 0,
  "response_bytes" bigint not null default 0,
  "gateway_bins" bytea,
  "upstream_bins" bytea,
  constraint "usage_hour_pkey" primary key ("by", "at", "server", "user_id", "agent", "tool")
) with (fillfactor = 70);

create index "usage_hour_user_id_by_at_idx" on "usage_hour"("user_id", "by", "at") where "user_id" <> '';
create index "usage_hour_server_by_at_idx" on "usage_hour"("server", "by", "at") where "server" <> '';

create table "usage_day" (
  "by" text not null,
  "at" timestamptz(0) not null,
  "server" text not null default '',
  "user_id" text not null default '',
  "agent" text not null default '',
  "tool" text not null default '',
  "user_name" text not null default '',
  "requests" bigint not null default 0,
  "failed" bigint not null default 0,
  "denied" bigint not null default 0,
  "held" bigint not null default 0,
  "approved" bigint not null default 0,
  "rejected" bigint not null default 0,
  "expired" bigint not null default 0,
  "request_bytes" bigint not null default 0,
  "response_bytes" bigint not null default 0,
  "gateway_bins" bytea,
  "upstream_bins" bytea,
  constraint "usage_day_pkey" primary key ("by", "at", "server", "user_id", "agent", "tool")
) with (fillfactor = 70);

create index "usage_day_user_id_by_at_idx" on "usage_day"("user_id", "by", "at") where "user_id" <> '';
create index "usage_day_server_by_at_idx" on "usage_day"("server", "by", "at") where "server" <> '';
