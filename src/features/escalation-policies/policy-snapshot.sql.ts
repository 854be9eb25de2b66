/**
 * SQL expression: the `PolicySnapshot` of the row `p` of escalation_policies, as JSON. Other features join `p` in a
 * statement of their own where a second round trip would cost (RoutingReader.policyFor).
 * Steps by escalation_policy_steps_order, targets by escalation_policy_targets_pk.
 */
export const SNAPSHOT_OF_P = `json_build_object(
  'id', p.id,
  'name', p.name,
  'retries', p.retries,
  'resolvePageOnPolicyEnd', p.resolve_page_on_policy_end,
  'steps', (
    select coalesce(json_agg(json_build_object(
             'id', s.id,
             'assignment', s.assignment,
             'escalateAfterSeconds', s.escalate_after_seconds,
             'targets', (
               select coalesce(json_agg(json_strip_nulls(json_build_object(
                        'kind', case when t.user_id is not null then 'user'
                                     when t.team_id is not null then 'team' else 'schedule' end,
                        'id', coalesce(t.user_id, t.team_id, t.schedule_id),
                        'position', t.schedule_position)) order by t.position), '[]')
                 from escalation_policy_targets t
                where t.org_id = s.org_id and t.step_id = s.id)) order by s.position), '[]')
      from escalation_policy_steps s
     where s.org_id = p.org_id and s.policy_id = p.id))`;
