-- What an approver made of the arguments, and who was in the approvers' groups when the call was held.
alter table "hold"
  add column "edited_sealed" bytea,
  add column "edited_digest" text,
  add column "approver_people" text[] not null default '{}',
  add constraint "hold_edit_is_whole" check (("edited_sealed" is null) = ("edited_digest" is null));

create table "hold_comment" (
  "id" text not null,
  "hold_id" text not null,
  "user_id" text not null,
  "user_name" text not null,
  "text" text not null,
  "created_at" timestamptz(3) not null default current_timestamp,
  constraint "hold_comment_pkey" primary key ("id")
);

create index "hold_comment_hold_id_created_at_idx" on "hold_comment"("hold_id", "created_at");

alter table "hold_comment" add constraint "hold_comment_hold_id_fkey" foreign key ("hold_id") references "hold"("id")
  on delete restrict on update cascade;

-- Who a Slack user is here: linked by the person, who was signed in.
create table "slack_identity" (
  "team_id" text not null,
  "slack_user_id" text not null,
  "slack_name" text not null,
  "user_id" text not null,
  "created_at" timestamptz(3) not null default current_timestamp,
  constraint "slack_identity_pkey" primary key ("team_id", "slack_user_id")
);

create index "slack_identity_user_id_idx" on "slack_identity"("user_id");

alter table "slack_identity" add constraint "slack_identity_user_id_fkey" foreign key ("user_id") references "user"("id")
  on delete cascade on update cascade;

create table "slack_link_code" (
  "user_id" text not null,
  "hash" text not null,
  "expires_at" timestamptz(3) not null,
  constraint "slack_link_code_pkey" primary key ("user_id")
);

create unique index "slack_link_code_hash_key" on "slack_link_code"("hash");

alter table "slack_link_code" add constraint "slack_link_code_user_id_fkey" foreign key ("user_id") references "user"("id")
  on delete cascade on update cascade;
