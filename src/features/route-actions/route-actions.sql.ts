/** Queues actions, `$1` a JSON array, once each; those of a page that is gone are left out. By route_actions_once. */
export const ENQUEUE = `
insert into route_actions (org_id, id, case_id, rule_id, position, action, state, attempt, next_attempt_at, created_at)
select a.org_id, a.id, a.case_id, a.rule_id, a.position, a.action, 'pending', 0, clock_timestamp(), clock_timestamp()
  from jsonb_to_recordset($1::jsonb)
       as a(org_id uuid, id uuid, case_id uuid, rule_id uuid, position integer, action jsonb)
  join cases c on c.org_id = a.org_id and c.id = a.case_id
on conflict (org_id, case_id, position) do nothing`;

/** What keeps a page from anybody's eyes keeps its messages, too; support hours and snoozing hold the escalation only. */
const HELD = `(e.held_by = 'maintenance' or e.threshold_seen is not null)`;
/** How soon a released page is seen. */
const HELD_SECONDS = 10;

/**
 * Claims up to `$1` actions that are due, or whose sender vanished, under a lease of `$2` seconds, with the page as it
 * is now. Those of a page that is held are put off. What another sender claims at this moment is skipped. By
 * route_actions_pending, route_actions_leased, escalations_pk, cases_pk.
 */
export const CLAIM = `
with clock as materialized (
  select clock_timestamp() as at
), due as materialized (
  select a.org_id, a.id, a.case_id from route_actions a
   where a.state = 'pending' and a.next_attempt_at <= (select at from clock)
   order by a.next_attempt_at limit $1 for update skip locked
), abandoned as materialized (
  select a.org_id, a.id, a.case_id from route_actions a
   where a.state = 'sending' and a.lease_until < (select at from clock)
   order by a.lease_until limit $1 - (select count(*) from due) for update skip locked
), mine as materialized (
  select m.org_id, m.id, coalesce(${HELD}, false) and c.closed_at is null as held
    from (select d.* from due d union all select b.* from abandoned b) m
    join cases c on c.org_id = m.org_id and c.id = m.case_id
    left join escalations e on e.org_id = m.org_id and e.case_id = m.case_id
), put_off as (
  update route_actions a
     set state = 'pending', lease_until = null, next_attempt_at = clock.at + interval '${HELD_SECONDS} seconds'
    from mine m, clock
   where m.held and a.org_id = m.org_id and a.id = m.id
), claimed as (
  update route_actions a
     set state = 'sending', attempt = a.attempt + 1, lease_until = clock.at + make_interval(secs => $2)
    from mine m, clock
   where not m.held and a.org_id = m.org_id and a.id = m.id
  returning a.org_id, a.id, a.case_id, a.rule_id, a.position, a.action, a.attempt
)
select c.org_id, c.id, c.case_id, c.rule_id, c.position, c.action, c.attempt, p.key, p.number, p.title, p.description,
       p.urgency, p.priority, p.status, p.services, p.tags, p.created_at, p.is_shadow, p.closed_at is not null as closed,
       t.id as team_id, t.handle as team_handle, t.name as team_name
  from claimed c
  join cases p on p.org_id = c.org_id and p.id = c.case_id
  left join teams t on t.org_id = p.org_id and t.id = p.team_id`;

/**
 * Records an answer while the attempt `$3` still holds: state `$4`, reason `$5`, for a further try its delay in seconds
 * `$6`; a line of the timeline of type `$7` with `$8` when it ended. By route_actions_pk.
 */
export const RECORD = `
with recorded as (
  update route_actions a
     set state = $4, reason = $5, lease_until = null,
         next_attempt_at = clock_timestamp() + make_interval(secs => $6),
         finished_at = case when $4 = 'pending' then null else clock_timestamp() end
   where a.org_id = $1 and a.id = $2 and a.attempt = $3 and a.state = 'sending'
  returning a.org_id, a.id, a.case_id
), told as (
  insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
  select r.org_id, r.case_id, gen_random_uuid(), $7, 'system', 'routing', $8::jsonb, clock_timestamp()
    from recorded r
   where $7::text is not null
)
select r.id from recorded r`;
