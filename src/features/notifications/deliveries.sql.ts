/**
 * The clock as a subquery, so that an index serves the comparison: `clock_timestamp()` itself is volatile and would be
 * read again at every row that waits (measured with 4,000 waiting: 19 ms a claim).
 */
const NOW = '(select clock_timestamp())';

/**
 * The few rows of `due`, by the primary key. As a join the planner, which takes `limit $1` for a tenth of the table,
 * reads all of it (measured with 36,000 rows: 35 ms).
 */
const among = (orgId: string, id: string): string =>
  `${orgId} = any (array(select org_id from due)) and ${id} = any (array(select id from due))`;

/** Due now: what is new for a person before what repeats, each by age. By notifications_new and notifications_repeats. */
export const CLAIM_DUE = claimSql(`
new as materialized (
  select n.org_id, n.id from notifications n
   where n.state = 'pending' and n.repeat_rank = 0 and n.next_attempt_at <= ${NOW}
   order by n.next_attempt_at limit $1 for update skip locked
), repeats as materialized (
  select n.org_id, n.id from notifications n
   where n.state = 'pending' and n.repeat_rank > 0 and n.next_attempt_at <= ${NOW}
   order by n.next_attempt_at limit $1 - (select count(*) from new) for update skip locked
), due as materialized (
  select org_id, id from new union all select org_id, id from repeats`);

/** What a vanished sender held. By notifications_leased. */
export const CLAIM_ABANDONED = claimSql(`
due as materialized (
  select n.org_id, n.id from notifications n where n.state = 'sending' and n.lease_until < ${NOW}
   order by n.lease_until limit $1 for update skip locked`);

/**
 * Claims `$1` notifications under a lease of `$2` seconds, each with the row of its attempt; an earlier attempt that
 * nobody ended is marked abandoned. Rows that another sender claims at this moment are skipped, so nobody waits.
 */
function claimSql(due: string): string {
  return `
with ${due}
), abandoned as (
  update notification_attempts a
     set outcome = 'abandoned', finished_at = clock_timestamp(),
         reason = 'the sender stopped before it recorded an answer'
   where ${among('a.org_id', 'a.notification_id')} and a.outcome is null
), claimed as (
  update notifications n
     set state = 'sending', attempt = n.attempt + 1, channel_attempts = n.channel_attempts + 1,
         lease_until = clock_timestamp() + make_interval(secs => $2)
   where ${among('n.org_id', 'n.id')}
  returning n.org_id, n.id, n.case_id, n.user_id, n.run, n.step_index, n.cause, n.channel, n.attempt,
            n.channel_attempts, n.repeat_rank, n.next_attempt_at, n.created_at
), tried as (
  insert into notification_attempts (org_id, notification_id, attempt, channel, started_at)
  select c.org_id, c.id, c.attempt, c.channel, clock_timestamp() from claimed c
)
select c.org_id, c.id, c.case_id, c.user_id, c.run, c.step_index, c.cause, c.channel, c.attempt, c.channel_attempts,
       c.created_at
  from claimed c order by c.repeat_rank, c.next_attempt_at`;
}

/**
 * Records answers, `$1` a JSON array: the notification, its attempt and a line of the timeline, for those whose attempt
 * number still holds. Answers the ids that were recorded.
 */
export const RECORD = `
with answered as materialized (
  select r.*
    from jsonb_to_recordset($1::jsonb) as r(org_id uuid, id uuid, attempt integer, state text, reason text, channel text,
           provider_id text, delay_seconds float8, outcome text, told_type text, told jsonb)
), recorded as (
  update notifications n
     set state = r.state, reason = r.reason, channel = r.channel, lease_until = null,
         provider_id = coalesce(r.provider_id, n.provider_id),
         channel_attempts = case when n.channel = r.channel then n.channel_attempts else 0 end,
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
