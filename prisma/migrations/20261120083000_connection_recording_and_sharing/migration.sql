alter table "connection"
  add column "recording" text not null default 'strict',
  add column "shareable" boolean not null default false;
