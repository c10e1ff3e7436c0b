-- Who used a server is a set of bits beside its counts, one for each person's number. What was counted without is counted
-- again from the ledger.
create table "usage_person" (
  "user_id" text not null,
  "number" serial not null,
  constraint "usage_person_pkey" primary key ("user_id")
);

create unique index "usage_person_number_key" on "usage_person"("number");

alter table "usage_hour" add column "people" bytea;
alter table "usage_day" add column "people" bytea;
truncate table "usage_hour", "usage_day";
delete from "ledger_fold" where "name" = 'usage';
