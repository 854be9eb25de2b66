-- What a rule asks for beside its policy: how long an acknowledgement holds, when the policy runs, from how many
-- occurrences on. The messages it sends stand in actions, its own hours in time_restriction.
alter table routing_rules
  add column ack_timeout_minutes integer
    constraint routing_rules_ack_timeout check (ack_timeout_minutes between 1 and 10080),
  add column support_hours jsonb,
  add column threshold jsonb,
  add constraint routing_rules_policy_options check (
    policy_id is not null or (ack_timeout_minutes is null and support_hours is null and threshold is null));
