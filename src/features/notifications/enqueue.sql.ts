/**
 * Queues notifications: `$1` a JSON array of rows, `$2` the first channel, `$3` how many repeats a minute a person gets.
 *
 * The rank counts how many of the person's last notifications within ten minutes were for the same services, or the
 * same target where a page has no service; at most 50 are looked at, by notifications_by_user. Rank 0 is new for the
 * person: due at once and sent before all repeats. Repeats take turns (generic cell rate algorithm): a burst of `$3`,
 * then one every 60/`$3` seconds, never later than ten minutes. Each notification is so placed once, however many wait.
 * The rows of notification_pace are taken in the order of their key.
 */
export const ENQUEUE = `
with clock as materialized (
  select clock_timestamp() as at
), input as materialized (
  select n.*, repeats.rank,
         row_number() over (partition by n.org_id, n.user_id, repeats.rank > 0 or null) as turn
    from jsonb_to_recordset($1::jsonb) as n(org_id uuid, id uuid, case_id uuid, user_id uuid, run integer,
           retry_count integer, step_index integer, cause text, is_shadow boolean)
    join cases c on c.org_id = n.org_id and c.id = n.case_id
   cross join clock
   cross join lateral (
     select count(*) as rank
       from (select p.case_id from notifications p
              where p.org_id = n.org_id and p.user_id = n.user_id and p.created_at > clock.at - interval '10 minutes'
              order by p.created_at desc limit 50) recent
       join cases o on o.org_id = n.org_id and o.id = recent.case_id
      where o.id <> c.id
        and case when c.services = '{}' then o.services = '{}' and o.target_id is not distinct from c.target_id
                 else o.services && c.services end) repeats
), repeated as materialized (
  select i.org_id, i.user_id, count(*) as count
    from input i where i.rank > 0 and not i.is_shadow
   group by i.org_id, i.user_id
   order by i.org_id, i.user_id
), paced as (
  insert into notification_pace as p (org_id, user_id, next_repeat_at)
  select r.org_id, r.user_id, clock.at + r.count * make_interval(secs => 60.0 / $3::int)
    from repeated r, clock
  on conflict (org_id, user_id) do update
    set next_repeat_at = least(
          greatest(p.next_repeat_at, (select at from clock)) + (excluded.next_repeat_at - (select at from clock)),
          (select at from clock) + interval '11 minutes')
  returning p.org_id, p.user_id, p.next_repeat_at
)
insert into notifications (org_id, id, case_id, user_id, run, retry_count, step_index, cause, channel, state, reason,
       attempt, channel_attempts, repeat_rank, next_attempt_at, created_at, finished_at)
select i.org_id, i.id, i.case_id, i.user_id, i.run, i.retry_count, i.step_index, i.cause, $2,
       case when i.is_shadow then 'shadow' else 'pending' end,
       case when i.is_shadow then 'the page is a shadow: recorded, not sent'
            when slot.at > clock.at then 'throttled: repeats for this person take turns' end,
       0, 0, i.rank, slot.at, clock.at, case when i.is_shadow then clock.at end
  from input i
 cross join clock
  left join repeated r on r.org_id = i.org_id and r.user_id = i.user_id
  left join paced p on p.org_id = i.org_id and p.user_id = i.user_id and i.rank > 0
 cross join lateral (
   select case when p.next_repeat_at is null then clock.at
               else greatest(clock.at, least(clock.at + interval '10 minutes',
                      p.next_repeat_at - (r.count - i.turn) * make_interval(secs => 60.0 / $3::int)
                        - interval '60 seconds')) end as at) slot
on conflict do nothing`;
