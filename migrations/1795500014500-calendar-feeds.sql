-- Private addresses under which a calendar program reads shifts: of a schedule, or of a person in all schedules.

create table calendar_feeds (
  org_id uuid not null,
  id uuid not null,
  -- who made it: it shows what they may see, and dies with them
  user_id uuid not null,
  -- whose shifts; null: those of the person
  schedule_id uuid,
  -- HMAC-SHA-256: a stolen table opens no calendar
  token_hash bytea not null constraint calendar_feeds_hash check (length(token_hash) = 32),
  created_at timestamptz not null,
  constraint calendar_feeds_pk primary key (org_id, id),
  -- making another address revokes the one before
  constraint calendar_feeds_once unique nulls not distinct (org_id, user_id, schedule_id),
  constraint calendar_feeds_of_user foreign key (org_id, user_id) references users on delete cascade,
  constraint calendar_feeds_of_schedule foreign key (org_id, schedule_id) references schedules on delete cascade
);
create index calendar_feeds_by_schedule on calendar_feeds (org_id, schedule_id) where schedule_id is not null;
call protect_by_organization('calendar_feeds', 'select, insert, delete', '');
