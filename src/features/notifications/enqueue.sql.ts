import { activeRulesOf, inactiveRulesOf, noActiveRuleOf } from '../notification-rules/index.js';

/** Channels that carry several pages in one message; the others show each page by itself. */
export const BUNDLED_CHANNELS: readonly string[] = ['email', 'sms', 'voice'];

/**
 * Queues notifications, one row for each notification rule of the person that fits the page's urgency and leads to an
 * active channel, else one for the default channels. `$1` a JSON array of rows, `$2` the first default channel, `$3`
 * how many repeats a minute a person gets, `$4` the channels that bundle, `$5` their window in seconds.
 *
 * A rule that fits but whose channel is of no use is left out, with a line on the timeline that says why.
 *
 * The rank counts how many of the person's last notifications within ten minutes were for the same services, or the
 * same target where a page has no service; at most 50 are looked at, by notifications_by_user. Rank 0 is new for the
 * person: due after its rule's delay and sent before all repeats. What is over the limit of its service is never new.
 *
 * What an earlier step of the page has waiting for the person on the same channel, and due no later, is not queued once
 * more: each step would add a call to the one that is coming.
 *
 * Repeats on a channel that bundles wait for the next message to the person there: the one that waits already, by
 * notifications_pending_of_person, else one in a window's time. So do new ones above `$3` a minute. Repeats on other
 * channels take turns (generic cell rate algorithm): a burst of `$3`, then one every 60/`$3` seconds, never later than
 * ten minutes. Each notification is so placed once, however many wait. The rows of notification_pace are taken in the
 * order of their key.
 */
export const ENQUEUE = `
with clock as materialized (
  select clock_timestamp() as at
), input as materialized (
  select n.*, coalesce(c.urgency, 'high') as urgency, repeats.of_minute,
         case when n.is_over_limit then greatest(repeats.rank, 1) else repeats.rank end as rank
    from jsonb_to_recordset($1::jsonb) as n(org_id uuid, id uuid, case_id uuid, user_id uuid, run integer,
           retry_count integer, step_index integer, cause text, is_shadow boolean, is_over_limit boolean)
    join cases c on c.org_id = n.org_id and c.id = n.case_id
   cross join clock
   cross join lateral (
     select count(*) filter (where case when c.services = '{}'
                                        then o.services = '{}' and o.target_id is not distinct from c.target_id
                                        else o.services && c.services end) as rank,
            count(*) filter (where recent.created_at > clock.at - interval '1 minute') as of_minute
       from (select p.case_id, p.created_at from notifications p
              where p.org_id = n.org_id and p.user_id = n.user_id and p.created_at > clock.at - interval '10 minutes'
              order by p.created_at desc limit 50) recent
       join cases o on o.org_id = n.org_id and o.id = recent.case_id
      where o.id <> c.id) repeats
), expanded as materialized (
  select i.*, r.rule_id, r.channel_id, coalesce(r.channel, $2) as channel,
         clock.at + make_interval(mins => coalesce(r.delay_minutes, 0)) as due_at,
         coalesce(r.channel, $2) = any($4::text[]) as bundles,
         row_number() over (partition by i.id order by r.delay_minutes, r.rule_id) as number,
         r.rule_id is not null and not i.is_shadow and exists (
           select 1 from notifications p
            where p.org_id = i.org_id and p.case_id = i.case_id and p.run = i.run and p.cause = i.cause
              -- in a form that no index serves: the page's few rows are read, not all that waits for the person
              and p.user_id is not distinct from i.user_id and p.state is not distinct from 'pending'
              and p.channel is not distinct from r.channel and p.channel_id is not distinct from r.channel_id
              and p.next_attempt_at <= clock.at + make_interval(mins => r.delay_minutes)) as comes_sooner
    from input i
   cross join clock
    left join lateral (${activeRulesOf('i')}) r on true
), placed as materialized (
  select e.*,
         case when e.bundles and not e.is_shadow and not e.comes_sooner and (e.rank > 0 or e.of_minute >= $3::int) then coalesce(
           (select min(p.next_attempt_at) from notifications p
             where p.org_id = e.org_id and p.user_id = e.user_id and p.channel = e.channel and p.state = 'pending'
               and p.channel_id is not distinct from e.channel_id
               and p.next_attempt_at between e.due_at and e.due_at + make_interval(secs => $5::int)),
           e.due_at + make_interval(secs => $5::int)) end as departs_at,
         case when e.rank > 0 and not e.bundles and not e.is_shadow
              then row_number() over (partition by e.org_id, e.user_id, (e.rank > 0 and not e.bundles and not e.is_shadow) or null) end as turn
    from expanded e
), repeated as materialized (
  select p.org_id, p.user_id, max(p.turn) as count
    from placed p where p.turn is not null
   group by p.org_id, p.user_id
   order by p.org_id, p.user_id
), paced as (
  insert into notification_pace as p (org_id, user_id, next_repeat_at)
  select r.org_id, r.user_id, clock.at + r.count * make_interval(secs => 60.0 / $3::int)
    from repeated r, clock
  on conflict (org_id, user_id) do update
    set next_repeat_at = least(
          greatest(p.next_repeat_at, (select at from clock)) + (excluded.next_repeat_at - (select at from clock)),
          (select at from clock) + interval '11 minutes')
  returning p.org_id, p.user_id, p.next_repeat_at
), queued as (
insert into notifications (org_id, id, case_id, user_id, run, retry_count, step_index, cause, channel, state, reason,
       attempt, channel_attempts, repeat_rank, next_attempt_at, created_at, finished_at, rule_id, channel_id, due_at, why,
       over_limit)
select i.org_id, case when i.number = 1 then i.id else gen_random_uuid() end, i.case_id, i.user_id, i.run,
       i.retry_count, i.step_index, i.cause, i.channel,
       case when i.is_shadow then 'shadow' when i.comes_sooner then 'cancelled' else 'pending' end,
       case when i.is_shadow then 'the page is a shadow: recorded, not sent'
            when i.comes_sooner then 'a notification of an earlier step reaches the person on this channel sooner'
            when i.is_over_limit then 'bundled: the service has more open pages than its limit'
            when i.departs_at is not null then 'bundled: waits for the next message to this person on this channel'
            when slot.at > i.due_at then 'throttled: repeats for this person take turns' end,
       0, 0, i.rank, slot.at, clock.at, case when i.is_shadow or i.comes_sooner then clock.at end, i.rule_id, i.channel_id, i.due_at,
       case when i.rule_id is null then ${noActiveRuleOf('i')} end, i.is_over_limit
  from placed i
 cross join clock
  left join repeated r on r.org_id = i.org_id and r.user_id = i.user_id
  left join paced p on p.org_id = i.org_id and p.user_id = i.user_id and i.turn is not null
 cross join lateral (
   select case when i.departs_at is not null then i.departs_at
               when p.next_repeat_at is null then i.due_at
               else greatest(i.due_at, least(clock.at + interval '10 minutes',
                      p.next_repeat_at - (r.count - i.turn) * make_interval(secs => 60.0 / $3::int)
                        - interval '60 seconds')) end as at) slot
on conflict do nothing
returning org_id, case_id, user_id, run, retry_count, step_index, cause
)
insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
select i.org_id, i.case_id, gen_random_uuid(), 'notification.skipped', 'system', 'notifications',
       jsonb_build_object('user_id', i.user_id, 'channel', r.channel, 'channel_id', r.channel_id, 'rule_id', r.rule_id,
                          'step', i.step_index + 1, 'reason', r.reason), clock.at
  from input i
 cross join clock
 cross join lateral (${inactiveRulesOf('i')}) r
 where not i.is_shadow
   -- what was queued before is not told once more
   and exists (
     select from queued q
      where q.org_id = i.org_id and q.case_id = i.case_id and q.user_id = i.user_id and q.run = i.run
        and q.retry_count = i.retry_count and q.step_index = i.step_index and q.cause = i.cause)
 order by i.case_id, i.user_id, r.rule_id`;
