/** Why the channel `h` is of no use; empty when it is of use. */
const OBSTACLE = `
  case when h.disabled_at is not null then 'the channel is switched off'
       when h.verified_at is null then 'the channel is not verified'
       when h.kind = 'push' then 'nothing is sent to the app of a phone' else '' end`;

/**
 * SQL, for the queue to join in its one statement: the rules of a person for one urgency whose channel is active, by
 * notification_rules_by_user. `row` has the columns org_id, user_id and urgency (`high` or `low`).
 */
export function activeRulesOf(row: string): string {
  return `
    select r.id as rule_id, r.channel_id, r.delay_minutes,
           case h.kind when 'phone' then r.method else h.kind end as channel
      from notification_rules r
      join notification_channels h on h.org_id = r.org_id and h.user_id = r.user_id and h.id = r.channel_id
     where r.org_id = ${row}.org_id and r.user_id = ${row}.user_id and r.category = ${row}.urgency || '_urgency'
       and h.verified_at is not null and h.disabled_at is null and h.kind <> 'push'`;
}

/** SQL: the rules of a person for one urgency that are of no use, and why. `row` as for `activeRulesOf`. */
export function inactiveRulesOf(row: string): string {
  return `
    select r.id as rule_id, r.channel_id, case h.kind when 'phone' then r.method else h.kind end as channel,
           ${OBSTACLE} as reason
      from notification_rules r
      join notification_channels h on h.org_id = r.org_id and h.user_id = r.user_id and h.id = r.channel_id
     where r.org_id = ${row}.org_id and r.user_id = ${row}.user_id and r.category = ${row}.urgency || '_urgency'
       and (h.verified_at is null or h.disabled_at is not null or h.kind = 'push')`;
}

/** SQL expression: why none of `activeRulesOf(row)` was found. */
export function noActiveRuleOf(row: string): string {
  const rules = `select 1 from notification_rules r where r.org_id = ${row}.org_id and r.user_id = ${row}.user_id`;
  return `
    case when not exists (${rules}) then 'the person has no notification rule'
         when not exists (${rules} and r.category = ${row}.urgency || '_urgency')
         then 'the person has no notification rule for ' || ${row}.urgency || ' urgency'
         else 'no channel of the person''s notification rules is active' end`;
}

/** SQL expression: why nothing may be sent to the channel `channel_id` of `row` any more; null when it may. */
export function channelObstacleOf(row: string): string {
  return `
    case when ${row}.channel_id is not null then coalesce((
      select ${OBSTACLE}
        from notification_channels h
       where h.org_id = ${row}.org_id and h.id = ${row}.channel_id), 'the channel was removed') end`;
}
