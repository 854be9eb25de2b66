-- Temporary changes of a schedule: someone more, someone instead of another, or someone less, for a span of time.

create table schedule_overrides (
  org_id uuid not null,
  id uuid not null,
  schedule_id uuid not null,
  -- who comes on call; alone: over all layers; with replaced_user_id: in place of that person
  user_id uuid,
  -- who is not on call; alone: their turns fall through to the layers below
  replaced_user_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text,
  created_by uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint schedule_overrides_pk primary key (org_id, id),
  constraint schedule_overrides_someone check (num_nonnulls(user_id, replaced_user_id) >= 1),
  constraint schedule_overrides_two_people check (user_id <> replaced_user_id),
  constraint schedule_overrides_span check (starts_at < ends_at),
  constraint schedule_overrides_of_schedule foreign key (org_id, schedule_id) references schedules on delete cascade,
  constraint schedule_overrides_user foreign key (org_id, user_id) references users,
  constraint schedule_overrides_replaced_user foreign key (org_id, replaced_user_id) references users,
  constraint schedule_overrides_creator foreign key (org_id, created_by) references users
);
create index schedule_overrides_by_end on schedule_overrides (org_id, schedule_id, ends_at);
create index schedule_overrides_by_start on schedule_overrides (org_id, schedule_id, starts_at, id);
create index schedule_overrides_by_user on schedule_overrides (org_id, user_id);
create index schedule_overrides_by_replaced_user on schedule_overrides (org_id, replaced_user_id);
create index schedule_overrides_by_creator on schedule_overrides (org_id, created_by);
call protect_by_organization('schedule_overrides', 'select, insert, update, delete', 'select');

-- A range of UUIDs has an operator class for GiST without an extension, which a managed server may not offer.
create type uuid_range as range (subtype = uuid);

/*
 * What an override claims while it lasts, so that two that contradict each other cannot both be written, whoever comes
 * first. Who goes is claimed alone: nobody else may send them away or call them in. Who comes is claimed together with
 * others: one person may stand in for two. Putting someone over all layers claims the schedule (by its id) alone.
 */
create table schedule_override_claims (
  org_id uuid not null,
  override_id uuid not null,
  schedule_id uuid not null,
  subject uuid not null,
  alone boolean not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  constraint schedule_override_claims_pk primary key (org_id, override_id, subject),
  constraint schedule_override_claims_of_override foreign key (org_id, override_id)
    references schedule_overrides on delete cascade,
  constraint schedule_override_claims_once exclude using gist (
    uuid_range(org_id, org_id, '[]') with &&,
    uuid_range(schedule_id, schedule_id, '[]') with &&,
    uuid_range(subject, subject, '[]') with &&,
    -- everything meets everything; one id meets itself only
    (case when alone then uuid_range(null, null) else uuid_range(override_id, override_id, '[]') end) with &&,
    tstzrange(starts_at, ends_at) with &&
  )
);
call protect_by_organization('schedule_override_claims', 'select, insert, update, delete', '');
