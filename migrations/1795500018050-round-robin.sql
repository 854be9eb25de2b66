-- Whose turn it is in a step that notifies one at a time. Running copies of a policy outlive it, hence no foreign key.
create table round_robin_turns (
  org_id uuid not null constraint round_robin_turns_of_organization references organizations,
  policy_id uuid not null,
  -- the place of the step in its policy, from 0: an update of the policy may give all of its steps new ids
  step integer not null,
  -- who had the last turn, and their place among the candidates then; null and -1 before the first
  last_user_id uuid,
  last_index integer not null,
  constraint round_robin_turns_pk primary key (org_id, policy_id, step)
);
call protect_by_organization('round_robin_turns', 'select, insert, update, delete', 'select, insert, update');
