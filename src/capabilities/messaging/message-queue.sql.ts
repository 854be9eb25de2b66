/**
 * Claims up to `$1` messages that are due, or whose sender vanished, under a lease of `$2` seconds. Rows that another
 * sender claims at this moment are skipped. By messages_pending and messages_leased.
 */
export const CLAIM = `
with clock as materialized (
  select clock_timestamp() as at
), due as materialized (
  select m.org_id, m.id from messages m
   where m.state = 'pending' and m.next_attempt_at <= (select at from clock)
   order by m.next_attempt_at limit $1 for update skip locked
), abandoned as materialized (
  select m.org_id, m.id from messages m
   where m.state = 'sending' and m.lease_until < (select at from clock)
   order by m.lease_until limit $1 - (select count(*) from due) for update skip locked
), claimed as materialized (
  select org_id, id from due union all select org_id, id from abandoned
)
update messages m
   set state = 'sending', attempt = m.attempt + 1, lease_until = clock.at + make_interval(secs => $2)
  from claimed c, clock
 where m.org_id = c.org_id and m.id = c.id
returning m.org_id, m.id, m.user_id, m.kind, m.via, m.channel_id, m.sealed_content, m.attempt,
          m.expires_at <= clock.at as expired`;

/**
 * Records an answer while the attempt `$3` still holds: state `$4`, reason `$5`, provider's id `$6`, and for a further
 * try its delay in seconds `$7`. What has ended keeps no content. By messages_pk.
 */
export const RECORD = `
update messages m
   set state = $4, reason = $5, provider_id = coalesce($6, m.provider_id), lease_until = null,
       sealed_content = case when $4 = 'pending' then m.sealed_content end,
       next_attempt_at = clock_timestamp() + make_interval(secs => $7),
       finished_at = case when $4 = 'pending' then null else clock_timestamp() end
 where m.org_id = $1 and m.id = $2 and m.attempt = $3 and m.state = 'sending'
returning m.id`;

/** Removes up to 1,000 of what ended more than 30 days ago. By messages_finished. */
export const FORGET = `
delete from messages m
 where (m.org_id, m.id) in (
   select f.org_id, f.id from messages f
    where f.finished_at < (select clock_timestamp() - interval '30 days')
    order by f.finished_at limit 1000)`;
