-- An escalation that waits, and what makes it wait or start again.
alter table escalations
  -- why it waits: nobody is notified until the hold ends; null while it runs
  add column held_by text constraint escalations_held_by
    check (held_by in ('snooze', 'maintenance', 'threshold', 'support_hours', 'merged')),
  -- when the hold ends by itself; null: something else ends it
  add column held_until timestamptz,
  -- the maintenance window, or the page that this one is merged into
  add column held_for uuid,
  -- an acknowledged page is triggered again when nobody resolves it for so long
  add column ack_timeout_minutes integer constraint escalations_ack_timeout check (ack_timeout_minutes >= 1),
  -- {timeZone, restrictions}: outside of them it waits
  add column support_hours jsonb,
  add column threshold_occurrences integer constraint escalations_threshold check (threshold_occurrences >= 1),
  add column threshold_minutes integer,
  -- the latest occurrences while the threshold is not reached; null when there is none or it was reached
  add column threshold_seen timestamptz[],
  -- when the policy of this run ended: nobody is notified any more
  add column ended_at timestamptz,
  add constraint escalations_hold check (held_by is not null or (held_until is null and held_for is null));
create index escalations_held_for on escalations (org_id, held_for) where held_for is not null;

-- What has ended before there was a column for it must not look as if it had been forgotten.
update escalations e set ended_at = clock_timestamp()
 where not exists (select from timers t where t.org_id = e.org_id and t.case_id = e.case_id and t.kind = 'escalation');
