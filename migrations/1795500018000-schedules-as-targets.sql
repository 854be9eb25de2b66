-- A step may mean who is on call in a schedule: now, in the turn before or in the turn after.
alter table escalation_policy_targets
  add column schedule_id uuid,
  -- null: the request named none, which means the present turn and is answered in another form
  add column schedule_position text constraint escalation_policy_targets_position
    check (schedule_position in ('previous', 'current', 'next')),
  add constraint escalation_policy_targets_positioned check (schedule_position is null or schedule_id is not null),
  add constraint escalation_policy_targets_schedule foreign key (org_id, schedule_id) references schedules,
  drop constraint escalation_policy_targets_one,
  add constraint escalation_policy_targets_one check (num_nonnulls(user_id, team_id, schedule_id) = 1);
create index escalation_policy_targets_by_schedule on escalation_policy_targets (org_id, schedule_id);
