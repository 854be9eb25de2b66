-- Who is on call when: schedules of layers, layers of rotations. Who is on call at a moment is computed, never stored.

create table schedules (
  org_id uuid not null constraint schedules_of_organization references organizations,
  id uuid not null,
  name text not null constraint schedules_named check (name <> ''),
  -- the name as free-text search sees it (normalizeText)
  search_text text not null,
  -- an IANA name; the database computes nothing with it
  time_zone text not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint schedules_pk primary key (org_id, id)
);
create index schedules_by_name on schedules (org_id, name, id);
call protect_by_organization('schedules', 'select, insert, update, delete', 'select');

create table schedule_teams (
  org_id uuid not null,
  schedule_id uuid not null,
  team_id uuid not null,
  -- teams are answered in the order in which they were given
  position integer not null,
  constraint schedule_teams_pk primary key (org_id, schedule_id, team_id),
  constraint schedule_teams_of_schedule foreign key (org_id, schedule_id) references schedules on delete cascade,
  constraint schedule_teams_of_team foreign key (org_id, team_id) references teams on delete cascade
);
create index schedule_teams_by_team on schedule_teams (org_id, team_id);
call protect_by_organization('schedule_teams', 'select, insert, delete', 'select');

create table schedule_layers (
  org_id uuid not null,
  id uuid not null,
  schedule_id uuid not null,
  -- 0 is the top: it wins over those below
  position integer not null constraint schedule_layers_position check (position >= 0),
  name text not null,
  effective_date timestamptz not null,
  end_date timestamptz,
  rotation_start timestamptz not null,
  interval_days integer not null constraint schedule_layers_days check (interval_days between 0 and 400),
  interval_seconds integer not null constraint schedule_layers_seconds check (interval_seconds between 0 and 2592000),
  -- that of the schedule when null
  time_zone text,
  -- weekly spans: [{start_day, start_time, end_day, end_time}], in the layer's zone; none: always
  restrictions jsonb not null,
  -- turn n belongs to the member at (n + turn_offset) modulo their number: whoever's turn it is keeps it when others come and go
  turn_offset integer not null constraint schedule_layers_offset check (turn_offset >= 0),
  constraint schedule_layers_pk primary key (org_id, id),
  constraint schedule_layers_order unique (org_id, schedule_id, position) deferrable initially deferred,
  constraint schedule_layers_span check (effective_date < end_date),
  constraint schedule_layers_interval check (interval_days * 86400 + interval_seconds >= 3600),
  constraint schedule_layers_of_schedule foreign key (org_id, schedule_id) references schedules on delete cascade
);
call protect_by_organization('schedule_layers', 'select, insert, update, delete', 'select');

create table schedule_members (
  org_id uuid not null,
  layer_id uuid not null,
  -- from 1, in the order of their turns
  number integer not null constraint schedule_members_number check (number >= 1),
  -- null: nobody has this turn
  user_id uuid,
  constraint schedule_members_pk primary key (org_id, layer_id, number),
  constraint schedule_members_of_layer foreign key (org_id, layer_id) references schedule_layers on delete cascade,
  constraint schedule_members_user foreign key (org_id, user_id) references users
);
create index schedule_members_by_user on schedule_members (org_id, user_id);
call protect_by_organization('schedule_members', 'select, insert, delete', 'select');
