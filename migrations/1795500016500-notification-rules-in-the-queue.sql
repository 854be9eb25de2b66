-- The queue obeys the rules of each person: one row a rule, and several pages in one message.

alter table notifications
  -- the rule that made the row; absent: the tenant's default channels. No foreign keys: a rule or channel may go while
  -- what it made stays on record.
  add column rule_id uuid,
  -- the person's channel; absent: the address that the channel has of the person by itself
  add column channel_id uuid,
  -- when it was to be sent, whatever delayed it; absent in rows of an earlier release: created_at
  add column due_at timestamptz,
  -- why the default channels and not a rule
  add column why text,
  -- the notification that stands for all of one message
  add column bundle_id uuid;

alter table notifications drop constraint notifications_once;
alter table notifications add constraint notifications_once
  unique nulls not distinct (org_id, case_id, run, retry_count, step_index, cause, user_id, rule_id);

-- What else waits for this person on this channel.
create index notifications_pending_of_person on notifications (org_id, user_id, channel, next_attempt_at)
  where state = 'pending';
create index notifications_of_bundle on notifications (org_id, bundle_id) where bundle_id is not null;
