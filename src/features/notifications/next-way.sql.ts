/**
 * SQL, for a statement in which deliveries fail for good: the parts of its `with` that give their people another way.
 * `failed` names an earlier part with the columns org_id, id and reason; `defaultChannel` is a parameter.
 *
 * The person's next rule for the page that nobody tried yet is brought forward. Without one a notification on the
 * default channel is queued: its key has no rule, so notifications_once lets it in once, however many rules fail.
 * Either says why, and is as old as the rule's notification: later pages are no repeats because of it. The parts
 * `brought_forward` and `defaulted` answer what was queued.
 */
export function nextWayOf(failed: string, defaultChannel: string): string {
  return `
given_up as materialized (
  select n.org_id, n.id, n.case_id, n.user_id, n.run, n.retry_count, n.step_index, n.cause, n.channel, n.channel_id,
         n.repeat_rank, n.over_limit, n.created_at, coalesce(n.due_at, n.created_at) as due_at, f.reason
    from ${failed} f join notifications n on n.org_id = f.org_id and n.id = f.id
), following as materialized (
  select g.org_id, g.id, next.id as next_id, g.channel, g.reason
    from given_up g
   cross join lateral (
     select f.id from notifications f
      where f.org_id = g.org_id and f.case_id = g.case_id and f.run = g.run and f.retry_count = g.retry_count
        and f.step_index = g.step_index and f.cause = g.cause and f.user_id = g.user_id
        and f.state = 'pending' and f.channel_attempts = 0 and f.channel_id is not null
        and (f.channel <> g.channel or f.channel_id <> g.channel_id)
      order by f.next_attempt_at, f.id limit 1 for update skip locked) next
), brought_forward as (
  update notifications f
     set next_attempt_at = least(f.next_attempt_at, clock_timestamp()),
         due_at = least(coalesce(f.due_at, f.created_at), clock_timestamp()),
         reason = 'brought forward: an earlier channel of this person was of no use',
         why = 'brought forward, because ' || b.channel || ' failed: ' || b.reason
    from following b where f.org_id = b.org_id and f.id = b.next_id
  returning f.id
), defaulted as (
  insert into notifications (org_id, id, case_id, user_id, run, retry_count, step_index, cause, channel, state, attempt,
         channel_attempts, repeat_rank, next_attempt_at, created_at, due_at, why, over_limit)
  select g.org_id, gen_random_uuid(), g.case_id, g.user_id, g.run, g.retry_count, g.step_index, g.cause,
         ${defaultChannel}, 'pending', 0, 0, g.repeat_rank, clock_timestamp(), g.created_at, g.due_at, g.reason,
         g.over_limit
    from given_up g
   where not exists (select from following b where b.org_id = g.org_id and b.id = g.id)
   -- in the order of the key, so that two statements never wait for each other
   order by g.org_id, g.case_id, g.run, g.retry_count, g.step_index, g.cause, g.user_id, g.due_at
  on conflict do nothing
  returning id
)`;
}
