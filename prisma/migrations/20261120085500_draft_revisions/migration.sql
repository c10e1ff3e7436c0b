-- A revision is never used twice, also not by a later draft: a page left open cannot mistake one for another.
CREATE SEQUENCE "policy_draft_revision_seq" AS integer;
ALTER TABLE "policy_draft" ALTER COLUMN "revision" SET DEFAULT nextval('policy_draft_revision_seq');
ALTER SEQUENCE "policy_draft_revision_seq" OWNED BY "policy_draft"."revision";
SELECT setval('policy_draft_revision_seq', greatest(1, coalesce((SELECT max("revision") FROM "policy_draft"), 1)));
