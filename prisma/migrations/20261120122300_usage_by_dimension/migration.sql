-- Rows of one dimension lie together: there are thousands of times as many of two names as of one, and pages that are read for
-- the few were full of the many. Of two names only days are counted. What was counted is counted again from the ledger.
drop table "usage_hour";
drop table "usage_day";
delete from "ledger_fold" where "name" = 'usage';

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
) partition by list ("by");

create table "usage_hour_few" partition of "usage_hour" for values in ('total', 'server', 'tool') with (fillfactor = 70);
create table "usage_hour_user" partition of "usage_hour" for values in ('user') with (fillfactor = 70);
create table "usage_hour_agent" partition of "usage_hour" for values in ('agent') with (fillfactor = 70);

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
) partition by list ("by");

create table "usage_day_few" partition of "usage_day" for values in ('total', 'server', 'tool') with (fillfactor = 70);
create table "usage_day_user" partition of "usage_day" for values in ('user') with (fillfactor = 70);
create table "usage_day_agent" partition of "usage_day" for values in ('agent') with (fillfactor = 70);
create table "usage_day_server_user" partition of "usage_day" for values in ('server_user') with (fillfactor = 70);
create table "usage_day_server_agent" partition of "usage_day" for values in ('server_agent') with (fillfactor = 70);
create table "usage_day_user_tool" partition of "usage_day" for values in ('user_tool') with (fillfactor = 70);
create table "usage_day_user_agent" partition of "usage_day" for values in ('user_agent') with (fillfactor = 70);

create index "usage_day_user_id_by_at_idx" on "usage_day"("user_id", "by", "at") where "user_id" <> '';
create index "usage_day_server_by_at_idx" on "usage_day"("server", "by", "at") where "server" <> '';
