import { channelObstacleOf } from '../notification-rules/index.js';
import { nextWayOf } from './next-way.sql.js';

/**
 * The clock as a subquery, so that an index serves the comparison: `clock_timestamp()` itself is volatile and would be
 * read again at every row that waits (measured with 4,000 waiting: 19 ms a claim).
 */
const NOW = '(select clock_timestamp())';

/**
 * Few rows of a list, by the primary key. As a join the planner, which takes `limit $1` for a tenth of the table,
 * reads all of it (measured with 36,000 rows: 35 ms).
 */
const among = (list: string, orgId: string, id: string): string =>
  `${orgId} = any (array(select org_id from ${list})) and ${id} = any (array(select id from ${list}))`;

/** What a claim reads of a row, and locks. */
const ROW = `select n.org_id, n.id, n.case_id, n.user_id, n.channel, n.channel_id, n.channel_attempts, n.bundle_id, n.step_index,
         n.repeat_rank, n.next_attempt_at, coalesce(n.due_at, n.created_at) as due_at
    from notifications n`;
const SAME_CHANNEL =
  'n.org_id = d.org_id and n.user_id = d.user_id and n.channel = d.channel and n.channel_id is not distinct from d.channel_id';
/** What is due within this time goes along: processes that queue at the same moment differ by milliseconds. */
const TOGETHER = `n.state = 'pending' and n.channel_attempts = 0 and n.next_attempt_at <= ${NOW} + interval '2 seconds'`;
const MAX_BUNDLE = 100;

/**
 * Whether anything is due, by notifications_new and notifications_repeats. Asked before `CLAIM_DUE`, which takes ten times
 * as long to find that nothing is, and is planned on each connection: almost every round finds nothing.
 */
export const IS_DUE = `
select exists (
         select from notifications n
          where n.state = 'pending' and n.repeat_rank = 0 and n.next_attempt_at <= ${NOW})
    or exists (
         select from notifications n
          where n.state = 'pending' and n.repeat_rank > 0 and n.next_attempt_at <= ${NOW}) as is_due`;

/** A call whose end nobody reports is taken for over by then: it has rung for a minute. */
const CALL_SECONDS = 90;
/** No longer than `TOGETHER`, so that all that waited goes in one call. */
const CALL_WAITS_SECONDS = 2;

/** SQL: another call to the person of `l` is under way, by notifications_calls. */
const CALL_UNDER_WAY = `
  l.channel = 'voice' and exists (
    select from notifications o
     where o.org_id = l.org_id and o.user_id = l.user_id and o.channel = 'voice'
       and o.channel_id is not distinct from l.channel_id
       and (o.state = 'sending' and o.lease_until >= ${NOW}
            or o.state = 'sent' and o.finished_at > ${NOW} - interval '${CALL_SECONDS} seconds'
               and not exists (
                 select from provider_reports p
                  where p.org_id = o.org_id and p.notification_id = coalesce(o.bundle_id, o.id)
                    and p.status in ('completed', 'busy', 'no-answer', 'failed', 'canceled'))))`;

/** Due now: what is new for a person before what repeats, each by age. By notifications_new and notifications_repeats. */
export const CLAIM_DUE = claimSql(
  CALL_UNDER_WAY,
  `
new as materialized (
  ${ROW}
   where n.state = 'pending' and n.repeat_rank = 0 and n.next_attempt_at <= ${NOW}
   order by n.next_attempt_at limit $1 for update skip locked
), repeats as materialized (
  ${ROW}
   where n.state = 'pending' and n.repeat_rank > 0 and n.next_attempt_at <= ${NOW}
   order by n.next_attempt_at limit $1 - (select count(*) from new) for update skip locked
), due as materialized (
  select n.* from new n union all select r.* from repeats r`,
);

/** What a vanished sender held. By notifications_leased. */
export const CLAIM_ABANDONED = claimSql(
  'false',
  `
due as materialized (
  ${ROW} where n.state = 'sending' and n.lease_until < ${NOW}
   order by n.lease_until limit $1 for update skip locked`,
);

/**
 * Claims up to `$1` messages under a lease of `$2` seconds, each with the row of its attempt; an earlier attempt that
 * nobody ended is marked abandoned. Rows that another sender claims at this moment are skipped, so nobody waits.
 *
 * With each due row come those that belong into one message with it:
 * - on a channel of `$3` (they bundle) what else is due for the person there, by notifications_pending_of_person;
 * - what is due for the same person, page and channel, by notifications_once: only the latest is sent, the others are
 *   superseded, as after an outage that spanned several delays;
 * - of a bundle that failed, its other rows, by notifications_of_bundle: its key stays, so its content does.
 *
 * What `waits` (SQL about `l`, a row that would be sent) is put off a little, with the reason: a person is called once at
 * a time.
 *
 * The row that leads a message gives it its id (`lead`); rows of several pages keep it as `bundle_id`.
 */
function claimSql(waits: string, due: string): string {
  return `
with ${due}
), of_the_person as materialized (
  select t.*
    from (select distinct d.org_id, d.user_id, d.channel, d.channel_id
            from due d where d.channel_attempts = 0 and d.channel = any($3::text[])) d
   cross join lateral (
     ${ROW}
      where ${SAME_CHANNEL} and ${TOGETHER}
      order by n.next_attempt_at limit ${MAX_BUNDLE} for update skip locked) t
), of_the_page as materialized (
  select t.*
    from due d
   cross join lateral (
     ${ROW}
      where n.org_id = d.org_id and n.case_id = d.case_id
        -- in a form that no index serves: the page's few rows are read, not all that waits for the person
        and n.state is not distinct from 'pending' and n.user_id is not distinct from d.user_id
        and n.channel is not distinct from d.channel and n.channel_id is not distinct from d.channel_id
        and n.channel_attempts = 0 and n.next_attempt_at <= ${NOW} + interval '2 seconds'
      limit ${MAX_BUNDLE} for update skip locked) t
   where d.channel_attempts = 0
), of_the_bundle as materialized (
  select t.*
    from (select distinct d.org_id, d.bundle_id from due d where d.bundle_id is not null and d.channel_attempts > 0) d
   cross join lateral (
     ${ROW}
      where n.org_id = d.org_id and n.bundle_id = d.bundle_id
        and (n.state = 'pending' or n.state = 'sending' and n.lease_until < ${NOW})
      limit ${MAX_BUNDLE} for update skip locked) t
), grouped as materialized (
  select t.*, t.channel = any($3::text[]) as bundles,
         t.org_id::text || case when t.channel_attempts > 0 then coalesce(t.bundle_id, t.id)::text
           else t.user_id::text || t.channel || coalesce(t.channel_id::text, '')
                || case when t.channel = any($3::text[]) then '' else t.case_id::text end end as message
    from (select d.* from due d union select p.* from of_the_person p
          union select p.* from of_the_page p union select b.* from of_the_bundle b) t
), ranked as materialized (
  select g.*, min(g.due_at) over page as first_due_at,
         row_number() over (page order by g.due_at desc, g.id desc) as age
    from grouped g window page as (partition by g.message, g.case_id)
), arranged as materialized (
  select r.org_id, r.id, r.user_id, r.channel, r.channel_id, r.first_due_at,
         coalesce(r.bundle_id, first_value(r.id) over message) as lead,
         row_number() over message = 1 as leads,
         r.bundle_id is not null or r.bundles and count(*) over (partition by r.message) > 1 as is_bundle
    from ranked r where r.age = 1
  window message as (partition by r.message order by r.repeat_rank, r.next_attempt_at, r.id)
), waiting as materialized (
  select l.org_id, l.id from arranged l where ${waits}
), put_off as (
  update notifications n
     set next_attempt_at = clock_timestamp() + interval '${CALL_WAITS_SECONDS} seconds',
         reason = 'waits: a call to this person is under way'
   where ${among('waiting', 'n.org_id', 'n.id')}
), led as materialized (
  select l.* from arranged l
   where not exists (select from waiting w where w.org_id = l.org_id and w.id = l.id)
), outdated as materialized (
  select r.org_id, r.id from ranked r where r.age > 1
), superseded as (
  update notifications n
     set state = 'cancelled', finished_at = clock_timestamp(),
         reason = 'superseded: a later notification of the same page goes to this person on this channel now'
   where ${among('outdated', 'n.org_id', 'n.id')}
  returning n.org_id, n.id, n.case_id, n.user_id, n.channel, n.step_index, n.reason
), told as (
  insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
  select s.org_id, s.case_id, gen_random_uuid(), 'notification.cancelled', 'system', 'notifications',
         jsonb_build_object('user_id', s.user_id, 'channel', s.channel, 'notification_id', s.id,
                            'step', s.step_index + 1, 'reason', s.reason), clock_timestamp()
    from superseded s
), abandoned as (
  update notification_attempts a
     set outcome = 'abandoned', finished_at = clock_timestamp(),
         reason = 'the sender stopped before it recorded an answer'
   where ${among('led', 'a.org_id', 'a.notification_id')} and a.outcome is null
), claimed as (
  update notifications n
     set state = 'sending', attempt = n.attempt + 1, channel_attempts = n.channel_attempts + 1,
         lease_until = clock_timestamp() + make_interval(secs => $2),
         bundle_id = (select l.lead from led l where l.org_id = n.org_id and l.id = n.id and l.is_bundle)
   where ${among('led', 'n.org_id', 'n.id')}
  returning n.org_id, n.id, n.case_id, n.user_id, n.run, n.step_index, n.cause, n.channel, n.attempt,
            n.channel_attempts, n.repeat_rank, n.next_attempt_at, n.created_at, n.rule_id, n.channel_id, n.bundle_id,
            n.why, n.over_limit
), tried as (
  insert into notification_attempts (org_id, notification_id, attempt, channel, started_at)
  select c.org_id, c.id, c.attempt, c.channel, clock_timestamp() from claimed c
    join led l on l.org_id = c.org_id and l.id = c.id
   where l.leads
)
select c.org_id, c.id, c.case_id, c.user_id, c.run, c.step_index, c.cause, c.channel, c.attempt, c.channel_attempts,
       c.created_at, c.rule_id, c.channel_id, c.bundle_id, c.why, c.over_limit, l.lead,
       extract(epoch from clock_timestamp() - l.first_due_at)::float8 as late_seconds
  from claimed c
  join led l on l.org_id = c.org_id and l.id = c.id
 order by c.repeat_rank, c.next_attempt_at`;
}

/** The pages of what was claimed, `$1` a JSON array; by cases_pk, escalations_pk, users_pk, notification_channels_pk. */
export const PAGES_FOR_SENDING = `
select n.id, c.key, c.number, c.title, c.urgency, c.status, c.services, c.tags, c.closed_at is not null as closed,
       e.run, u.disabled_at is null as recipient_active, nullif(${channelObstacleOf('n')}, '') as channel_obstacle
  from jsonb_to_recordset($1::jsonb) as n(org_id uuid, id uuid, case_id uuid, user_id uuid, channel_id uuid)
  join cases c on c.org_id = n.org_id and c.id = n.case_id
  join escalations e on e.org_id = n.org_id and e.case_id = n.case_id
  join users u on u.org_id = n.org_id and u.id = n.user_id`;

/**
 * Records answers, `$1` a JSON array: the notification, its attempt and a line of the timeline, for those whose attempt
 * number still holds. Answers the ids that were recorded.
 *
 * `gives_up_rule`: the person's channel is of no use, and they are given another way (`nextWayOf`), at the end the
 * default channel `$2`. Either way somebody is told now.
 */
export const RECORD = `
with answered as materialized (
  select r.*
    from jsonb_to_recordset($1::jsonb) as r(org_id uuid, id uuid, attempt integer, state text, reason text, channel text,
           provider_id text, delay_seconds float8, outcome text, gives_up_rule boolean, told_type text, told jsonb)
), of_no_use as materialized (
  select r.org_id, r.id, r.reason
    from answered r
    join notifications n on n.org_id = r.org_id and n.id = r.id and n.attempt = r.attempt and n.state = 'sending'
   where r.gives_up_rule
), ${nextWayOf('of_no_use', '$2')}, recorded as (
  update notifications n
     set state = r.state, reason = r.reason, lease_until = null,
         provider_id = coalesce(r.provider_id, n.provider_id), channel = r.channel,
         bundle_id = case when r.channel = n.channel then n.bundle_id end,
         channel_attempts = case when r.channel = n.channel then n.channel_attempts else 0 end,
         next_attempt_at = clock_timestamp() + make_interval(secs => r.delay_seconds),
         finished_at = case when r.state = 'pending' then null else clock_timestamp() end
    from answered r
   where n.org_id = r.org_id and n.id = r.id and n.attempt = r.attempt and n.state = 'sending'
  returning n.org_id, n.id, n.case_id
), attempted as (
  update notification_attempts a
     set finished_at = clock_timestamp(), outcome = r.outcome, reason = r.reason
    from recorded n join answered r on r.org_id = n.org_id and r.id = n.id
   where a.org_id = n.org_id and a.notification_id = n.id and a.attempt = r.attempt
), told as (
  insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
  select n.org_id, n.case_id, gen_random_uuid(), r.told_type, 'system', 'notifications', r.told, clock_timestamp()
    from recorded n join answered r on r.org_id = n.org_id and r.id = n.id
   where r.told_type is not null
)
select n.id from recorded n`;
