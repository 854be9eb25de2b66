-- The aggregate: a case, and a page, which is a case with on-call properties. Its timeline, audit, outbox and timers
-- are written in the transaction of the case.

create table projects (
  org_id uuid not null constraint projects_of_organization references organizations,
  id uuid not null,
  key text not null,
  name text not null,
  -- number of the latest case; taken under the row's lock, so keys of a project have no gap
  last_case_number bigint not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint projects_pk primary key (org_id, id),
  constraint projects_key_once unique (org_id, key)
);
call protect_by_organization('projects', 'select, insert, update', 'select, update');

-- Numbers of pages; a rolled-back create leaves a gap.
create sequence page_numbers as bigint;
grant usage on sequence page_numbers to casem_engine;

create table cases (
  org_id uuid not null,
  id uuid not null,
  number bigint not null,
  key text not null,
  project_id uuid,
  type_id uuid,
  title text not null,
  description text not null,
  status text not null,
  priority text not null,
  assignee_id uuid,
  services text[] not null,
  tags text[] not null,
  attributes jsonb not null,
  custom_attributes jsonb not null,
  additional_properties jsonb not null,
  -- what a page is about and who was paged: also inside additional_properties.on_call, here for indexes and filters
  target_kind text constraint cases_target_kind check (target_kind in ('team', 'user')),
  target_id uuid,
  team_id uuid,
  escalation_policy_id uuid,
  urgency text constraint cases_urgency check (urgency in ('low', 'high')),
  responder_ids uuid[] not null,
  is_shadow boolean not null,
  event_deduplication_key text,
  occurrences integer not null,
  last_occurred_at timestamptz,
  -- words of title and description as platform/query normalizes them
  search_text text not null,
  version bigint not null,
  created_at timestamptz not null,
  created_by uuid,
  modified_at timestamptz,
  modified_by uuid,
  closed_at timestamptz,
  archived_at timestamptz,
  constraint cases_pk primary key (org_id, id),
  constraint cases_key_once unique (org_id, key),
  constraint cases_of_organization foreign key (org_id) references organizations,
  constraint cases_project foreign key (org_id, project_id) references projects,
  constraint cases_team foreign key (org_id, team_id) references teams,
  constraint cases_assignee foreign key (org_id, assignee_id) references users,
  constraint cases_deduplicated_by_target
    check (event_deduplication_key is null or (target_kind is not null and target_id is not null))
);
-- One open page for one thing (DESIGN §4.3). No status name: closed_at says whether it is open.
create unique index cases_open_deduplication
  on cases (org_id, target_kind, target_id, is_shadow, event_deduplication_key)
  where closed_at is null and event_deduplication_key is not null;
create index cases_by_creation on cases (org_id, created_at, id);
create index cases_by_team on cases (org_id, team_id, created_at);
create index cases_by_project on cases (org_id, project_id, created_at) where project_id is not null;
create index cases_by_assignee on cases (org_id, assignee_id) where assignee_id is not null;
call protect_by_organization('cases', 'select, update', 'select, insert, update');

-- What happened, for people, in the order of `id` (DESIGN §4.5). Ids of people only.
create table timeline (
  id bigint generated always as identity,
  org_id uuid not null,
  case_id uuid not null,
  cell_id uuid not null,
  type text not null,
  actor_kind text not null constraint timeline_actor_kind check (actor_kind in ('user', 'system')),
  actor_id text not null,
  message text,
  data jsonb not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  constraint timeline_pk primary key (org_id, case_id, id),
  constraint timeline_of_case foreign key (org_id, case_id) references cases
);
call protect_by_organization('timeline', 'select, insert, update', 'select, insert');

-- Who did what, for auditors. Nobody may change or remove a row.
create table audit (
  id bigint generated always as identity,
  org_id uuid not null constraint audit_of_organization references organizations,
  occurred_at timestamptz not null,
  actor_kind text not null constraint audit_actor_kind check (actor_kind in ('user', 'system')),
  actor_id text not null,
  action text not null,
  resource_type text not null,
  resource_id text not null,
  before jsonb,
  after jsonb,
  request_id text not null,
  constraint audit_pk primary key (org_id, id)
);
create index audit_by_resource on audit (org_id, resource_type, resource_id, id);
call protect_by_organization('audit', 'select, insert', 'insert');

-- The running escalation of a page. `policy` is the copy taken when it was triggered.
create table escalations (
  org_id uuid not null,
  case_id uuid not null,
  -- one more each time the page is triggered again; a notification of an older run is not sent
  run integer not null,
  policy jsonb not null,
  -- the step that was last executed; -1 before the first
  step_index integer not null,
  retry_count integer not null,
  cycle_started_at timestamptz not null,
  -- notifications made in this run
  notified integer not null,
  constraint escalations_pk primary key (org_id, case_id),
  constraint escalations_of_case foreign key (org_id, case_id) references cases
);
call protect_by_organization('escalations', 'select, update', 'select, insert, update');

-- What is due for a case, at most one of a kind.
create table timers (
  org_id uuid not null,
  case_id uuid not null,
  kind text not null,
  due_at timestamptz not null,
  attempts integer not null,
  last_error text,
  constraint timers_pk primary key (org_id, case_id, kind),
  constraint timers_of_case foreign key (org_id, case_id) references cases
);
create index timers_due on timers (due_at);
call protect_by_organization('timers', 'select, insert, update, delete', 'select, insert, update, delete');

-- Same key and same body within 24 h: the same answer. Another body: refused.
create table idempotency_keys (
  org_id uuid not null,
  key text not null,
  body_hash bytea not null,
  case_id uuid not null,
  created_at timestamptz not null,
  constraint idempotency_keys_pk primary key (org_id, key),
  constraint idempotency_keys_case foreign key (org_id, case_id) references cases
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
create index idempotency_keys_by_case on idempotency_keys (org_id, case_id);
call protect_by_organization('idempotency_keys', '', 'select, insert, delete');
