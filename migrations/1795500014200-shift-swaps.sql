-- Shifts that people offer to others. Taking one writes an override in the same transaction.

create table schedule_swaps (
  org_id uuid not null,
  id uuid not null,
  schedule_id uuid not null,
  offered_by uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text,
  state text not null constraint schedule_swaps_state check (state in ('open', 'taken', 'cancelled')),
  taken_by uuid,
  -- null again when the override was removed
  override_id uuid,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint schedule_swaps_pk primary key (org_id, id),
  constraint schedule_swaps_span check (starts_at < ends_at),
  constraint schedule_swaps_taker check ((state = 'taken') = (taken_by is not null)),
  constraint schedule_swaps_between_two check (taken_by <> offered_by),
  constraint schedule_swaps_of_schedule foreign key (org_id, schedule_id) references schedules on delete cascade,
  constraint schedule_swaps_offerer foreign key (org_id, offered_by) references users,
  constraint schedule_swaps_takers foreign key (org_id, taken_by) references users,
  constraint schedule_swaps_override foreign key (org_id, override_id) references schedule_overrides
    on delete set null (override_id),
  -- a shift is offered once at a time
  constraint schedule_swaps_once exclude using gist (
    uuid_range(org_id, org_id, '[]') with &&,
    uuid_range(schedule_id, schedule_id, '[]') with &&,
    uuid_range(offered_by, offered_by, '[]') with &&,
    tstzrange(starts_at, ends_at) with &&
  ) where (state = 'open')
);
create index schedule_swaps_by_start on schedule_swaps (org_id, schedule_id, starts_at, id);
create index schedule_swaps_by_offerer on schedule_swaps (org_id, offered_by);
create index schedule_swaps_by_taker on schedule_swaps (org_id, taken_by);
create index schedule_swaps_by_override on schedule_swaps (org_id, override_id);
call protect_by_organization('schedule_swaps', 'select, insert, update, delete', 'select');
