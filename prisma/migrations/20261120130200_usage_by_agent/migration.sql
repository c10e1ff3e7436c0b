-- Of one agent few rows are read, as of one server and one person.
create index "usage_hour_agent_by_at_idx" on "usage_hour"("agent", "by", "at") where "agent" <> '';
create index "usage_day_agent_by_at_idx" on "usage_day"("agent", "by", "at") where "agent" <> '';
