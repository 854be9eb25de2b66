-- Escalation policies and the routing of teams to them. A running escalation keeps its own copy (DESIGN §4.9).

create table escalation_policies (
  org_id uuid not null constraint escalation_policies_of_organization references organizations,
  id uuid not null,
  name text not null constraint escalation_policies_named check (name <> ''),
  retries integer not null constraint escalation_policies_retries check (retries between 0 and 10),
  resolve_page_on_policy_end boolean not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint escalation_policies_pk primary key (org_id, id)
);
call protect_by_organization('escalation_policies', 'select, insert, update, delete', 'select');

create table escalation_policy_teams (
  org_id uuid not null,
  policy_id uuid not null,
  team_id uuid not null,
  -- teams are answered in the order in which they were given
  position integer not null,
  constraint escalation_policy_teams_pk primary key (org_id, policy_id, team_id),
  constraint escalation_policy_teams_of_policy foreign key (org_id, policy_id) references escalation_policies on delete cascade,
  constraint escalation_policy_teams_of_team foreign key (org_id, team_id) references teams on delete cascade
);
create index escalation_policy_teams_by_team on escalation_policy_teams (org_id, team_id);
call protect_by_organization('escalation_policy_teams', 'select, insert, delete', 'select');

create table escalation_policy_steps (
  org_id uuid not null,
  id uuid not null,
  policy_id uuid not null,
  position integer not null constraint escalation_policy_steps_ten check (position between 0 and 9),
  assignment text not null constraint escalation_policy_steps_assignment check (assignment in ('default', 'round-robin')),
  escalate_after_seconds integer not null
    constraint escalation_policy_steps_delay check (escalate_after_seconds between 60 and 36000),
  constraint escalation_policy_steps_pk primary key (org_id, id),
  constraint escalation_policy_steps_order unique (org_id, policy_id, position) deferrable initially deferred,
  constraint escalation_policy_steps_of_policy foreign key (org_id, policy_id) references escalation_policies on delete cascade
);
call protect_by_organization('escalation_policy_steps', 'select, insert, update, delete', 'select');

create table escalation_policy_targets (
  org_id uuid not null,
  step_id uuid not null,
  position integer not null,
  user_id uuid,
  team_id uuid,
  constraint escalation_policy_targets_pk primary key (org_id, step_id, position),
  constraint escalation_policy_targets_one check (num_nonnulls(user_id, team_id) = 1),
  constraint escalation_policy_targets_of_step foreign key (org_id, step_id) references escalation_policy_steps on delete cascade,
  constraint escalation_policy_targets_user foreign key (org_id, user_id) references users,
  constraint escalation_policy_targets_team foreign key (org_id, team_id) references teams
);
create index escalation_policy_targets_by_user on escalation_policy_targets (org_id, user_id);
create index escalation_policy_targets_by_team on escalation_policy_targets (org_id, team_id);
call protect_by_organization('escalation_policy_targets', 'select, insert, delete', 'select');

-- The rules of a team, top to bottom; the last one is the fallback (empty query).
create table routing_rules (
  org_id uuid not null,
  id uuid not null,
  team_id uuid not null,
  position integer not null,
  query text not null,
  urgency text constraint routing_rules_urgency check (urgency in ('low', 'high', 'dynamic')),
  policy_id uuid,
  time_restriction jsonb,
  actions jsonb not null,
  created_at timestamptz not null,
  constraint routing_rules_pk primary key (org_id, id),
  constraint routing_rules_order unique (org_id, team_id, position) deferrable initially deferred,
  constraint routing_rules_of_team foreign key (org_id, team_id) references teams on delete cascade,
  constraint routing_rules_policy foreign key (org_id, policy_id) references escalation_policies
);
create index routing_rules_by_policy on routing_rules (org_id, policy_id);
call protect_by_organization('routing_rules', 'select, insert, update, delete', 'select');
