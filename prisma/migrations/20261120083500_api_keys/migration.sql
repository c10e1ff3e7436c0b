create table "api_key" (
  "id" text not null,
  "hash" text not null,
  "hint" text not null,
  "name" text not null,
  "role" text not null,
  "auditor" boolean not null default false,
  "user_id" text,
  "decides" boolean not null default false,
  "created_by_id" text not null,
  "created_by_name" text not null,
  "created_at" timestamptz(3) not null default current_timestamp,
  "expires_at" timestamptz(3) not null,
  "revoked_at" timestamptz(3),
  "last_used_at" timestamptz(3),
  constraint "api_key_pkey" primary key ("id"),
  constraint "api_key_role_known" check ("role" in ('owner', 'admin', 'power_user')),
  constraint "api_key_people_decide" check ("user_id" is not null or not "decides")
);

create unique index "api_key_hash_key" on "api_key"("hash");

alter table "api_key" add constraint "api_key_user_id_fkey" foreign key ("user_id") references "user"("id")
  on delete cascade on update cascade;
