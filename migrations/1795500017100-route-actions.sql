-- What routing rules send beside the escalation: one row an action of a page, and what became of it.
create table route_actions (
  org_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  -- no foreign key: the rules of a team are replaced, what they sent stays
  rule_id uuid not null,
  -- the place among the actions of the rule, from 0
  position integer not null,
  action jsonb not null,
  state text not null
    constraint route_actions_state check (state in ('pending', 'sending', 'sent', 'failed', 'cancelled')),
  reason text,
  attempt integer not null,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint route_actions_pk primary key (org_id, id),
  constraint route_actions_once unique (org_id, case_id, position),
  constraint route_actions_of_case foreign key (org_id, case_id) references cases
);
create index route_actions_pending on route_actions (next_attempt_at) where state = 'pending';
create index route_actions_leased on route_actions (lease_until) where state = 'sending';
call protect_by_organization('route_actions', 'select', 'select, insert, update');
