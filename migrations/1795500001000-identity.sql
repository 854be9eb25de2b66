-- Organizations, people, teams and keys. Names and e-mails of people stand in `users` and nowhere else (DESIGN §4.12).

create table organizations (
  org_id uuid not null constraint organizations_pk primary key,
  name text not null,
  created_at timestamptz not null
);
call protect_by_organization('organizations', 'select', 'select');

create table users (
  org_id uuid not null constraint users_of_organization references organizations,
  id uuid not null,
  handle text not null,
  email text not null,
  name text not null,
  title text,
  role text not null constraint users_role check (role in ('admin', 'manager', 'responder', 'observer')),
  status text not null constraint users_status check (status in ('Active', 'Pending', 'Disabled')),
  service_account boolean not null,
  verified boolean not null,
  disabled_at timestamptz,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint users_pk primary key (org_id, id),
  constraint users_handle_once unique (org_id, handle),
  constraint users_email_lower_case check (email = lower(email))
);
create unique index users_email_once on users (org_id, email);
create index users_by_name on users (org_id, name, id);
call protect_by_organization('users', 'select, insert, update', 'select');

create table teams (
  org_id uuid not null constraint teams_of_organization references organizations,
  id uuid not null,
  handle text not null,
  name text not null,
  description text not null,
  avatar text,
  banner integer,
  hidden_modules text[],
  visible_modules text[],
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint teams_pk primary key (org_id, id),
  constraint teams_handle_once unique (org_id, handle),
  constraint teams_name_once unique (org_id, name)
);
call protect_by_organization('teams', 'select, insert, update, delete', 'select');

create table team_memberships (
  org_id uuid not null,
  team_id uuid not null,
  user_id uuid not null,
  -- identity of the membership within its team, as the public id shows it
  number integer not null,
  role text constraint team_memberships_role check (role in ('admin')),
  created_at timestamptz not null,
  constraint team_memberships_pk primary key (org_id, team_id, user_id),
  constraint team_memberships_number_once unique (org_id, team_id, number),
  constraint team_memberships_of_team foreign key (org_id, team_id) references teams on delete cascade,
  constraint team_memberships_of_user foreign key (org_id, user_id) references users
);
create index team_memberships_by_user on team_memberships (org_id, user_id);
call protect_by_organization('team_memberships', 'select, insert, update, delete', 'select');

-- Keys are found by their HMAC before the organization is known, hence by the engine.
create table api_keys (
  org_id uuid not null constraint api_keys_of_organization references organizations,
  id uuid not null,
  name text not null,
  key_hmac bytea not null constraint api_keys_hmac_once unique,
  last4 text not null,
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  constraint api_keys_pk primary key (org_id, id),
  constraint api_keys_creator foreign key (org_id, created_by) references users
);
create index api_keys_by_creator on api_keys (org_id, created_by);
call protect_by_organization('api_keys', 'select, insert, update', 'select, update');

create table application_keys (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name text not null,
  key_hmac bytea not null constraint application_keys_hmac_once unique,
  last4 text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  constraint application_keys_pk primary key (org_id, id),
  constraint application_keys_of_user foreign key (org_id, user_id) references users
);
create index application_keys_by_user on application_keys (org_id, user_id);
call protect_by_organization('application_keys', 'select, insert, update', 'select, update');
