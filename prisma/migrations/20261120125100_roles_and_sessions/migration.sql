-- What the groups give and what was given in the console stand side by side; "role" and "auditor" are the sum of both.
alter table "user"
  add column "group_role" text not null default 'power_user',
  add column "group_auditor" boolean not null default false,
  add column "granted_role" text,
  add column "granted_auditor" boolean not null default false,
  drop constraint "user_role_known",
  add constraint "user_role_known" check ("role" in ('owner', 'admin', 'power_user_plus', 'power_user')),
  add constraint "user_group_role_known" check ("group_role" in ('owner', 'admin', 'power_user_plus', 'power_user')),
  add constraint "user_granted_role_known" check ("granted_role" in ('owner', 'admin', 'power_user_plus'));

update "user" set "group_role" = "role", "group_auditor" = "auditor";

alter table "api_key"
  drop constraint "api_key_role_known",
  add constraint "api_key_role_known" check ("role" in ('owner', 'admin', 'power_user_plus', 'power_user'));

-- By what people recognise their sessions.
alter table "session"
  add column "created_at" timestamptz(3) not null default current_timestamp,
  add column "last_used_at" timestamptz(3),
  add column "client_ip" text,
  add column "user_agent" text;

create table "agent_owner" (
  "agent" text not null,
  "user_id" text not null,
  "named_by_name" text not null,
  "created_at" timestamptz(3) not null default current_timestamp,
  constraint "agent_owner_pkey" primary key ("agent", "user_id")
);

create index "agent_owner_user_id_idx" on "agent_owner"("user_id");

alter table "agent_owner" add constraint "agent_owner_user_id_fkey" foreign key ("user_id") references "user"("id")
  on delete cascade on update cascade;
