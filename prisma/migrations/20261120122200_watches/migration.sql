-- Searches that are looked at every minute, what they found worth telling, and whom it was told.
create table "watch" (
  "id" text not null,
  "name" text not null,
  "query" text not null,
  "condition" jsonb not null,
  "channel_ids" text[] not null default '{}',
  "enabled" boolean not null default true,
  "ready_made" text,
  "created_by_name" text not null,
  "created_at" timestamptz(3) not null default current_timestamp,
  "changed_at" timestamptz(3) not null default current_timestamp,
  "evaluated_to" timestamptz(3) not null default current_timestamp,
  "firing_id" text,
  "last_error" text,
  constraint "watch_pkey" primary key ("id")
);

create unique index "watch_ready_made_key" on "watch"("ready_made");

create table "watch_firing" (
  "id" text not null,
  "watch_id" text not null,
  "from" timestamptz(3) not null,
  "to" timestamptz(3) not null,
  "count" bigint,
  "about" boolean not null default false,
  "subject" text not null default '',
  "fired_at" timestamptz(3) not null default current_timestamp,
  "ended_at" timestamptz(3),
  constraint "watch_firing_pkey" primary key ("id")
);

-- A window fires once, whatever is restarted: for a first time, once for each agent.
create unique index "watch_firing_watch_id_to_subject_key" on "watch_firing"("watch_id", "to", "subject");
create index "watch_firing_fired_at_id_idx" on "watch_firing"("fired_at" desc, "id");

alter table "watch_firing" add constraint "watch_firing_watch_id_fkey" foreign key ("watch_id") references "watch"("id")
  on delete cascade on update cascade;

create table "watch_agent" (
  "watch_id" text not null,
  "agent" text not null,
  constraint "watch_agent_pkey" primary key ("watch_id", "agent")
);

alter table "watch_agent" add constraint "watch_agent_watch_id_fkey" foreign key ("watch_id") references "watch"("id")
  on delete cascade on update cascade;

alter table "ring" add column "firing_id" text;

create unique index "ring_channel_id_firing_id_key" on "ring"("channel_id", "firing_id");

alter table "ring" add constraint "ring_firing_id_fkey" foreign key ("firing_id") references "watch_firing"("id")
  on delete cascade on update cascade;
