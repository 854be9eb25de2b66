/**
 * Creates a group of cases, each with its timeline entry, audit, event, running escalation, timer and idempotency
 * records, in one statement and so in one commit (DESIGN §4.2). `$1` is a JSON array of rows.
 *
 * A row is left out of the answer when `on conflict do nothing` met an open page with the same deduplication key, or
 * the row itself from an earlier try whose commit was ambiguous. An idempotency key that somebody else inserted
 * meanwhile fails the statement (23505): the caller replays row by row.
 *
 * Projects are locked in the order of their ids, so that two processes that number cases of the same two projects
 * cannot deadlock; cases are inserted in the order of their deduplication keys and idempotency keys in theirs, for the
 * same reason. One reading of the clock serves the whole group.
 */
export const CREATE_CASES = `
with input as materialized (
  select i.*
    from jsonb_to_recordset($1::jsonb) as i(
           ordinal integer, id uuid, org_id uuid, project_id uuid, type_id uuid, title text, description text,
           status text, is_closed boolean, priority text, assignee_id uuid, services text[], tags text[],
           custom_attributes jsonb, additional_properties jsonb, target_kind text, target_id uuid, team_id uuid, escalation_policy_id uuid,
           urgency text, is_shadow boolean, deduplication_key text, occurrences integer, search_text text,
           actor_kind text, actor_id text, created_by uuid, request_id text, cell_id uuid, event_id uuid,
           event_type text, event_data jsonb, audit_after jsonb, policy jsonb,
           ack_timeout_minutes integer, support_hours jsonb, threshold_occurrences integer, threshold_minutes integer,
           held_for uuid, held_until timestamptz, idempotency jsonb)
), clock as materialized (
  select clock_timestamp() as at
), locked_projects as materialized (
  select p.org_id, p.id
    from projects p
   where (p.org_id, p.id) in (select i.org_id, i.project_id from input i where i.project_id is not null)
   order by p.org_id, p.id
     for no key update
), numbered_projects as (
  update projects p
     set last_case_number = p.last_case_number + wanted.count
    from locked_projects l
    join (select i.org_id, i.project_id, count(*) as count from input i group by i.org_id, i.project_id) wanted
      on wanted.org_id = l.org_id and wanted.project_id = l.id
   where p.org_id = l.org_id and p.id = l.id
  returning p.org_id, p.id, p.key, p.last_case_number - wanted.count as before
), numbered as materialized (
  select i.*, p.key as project_key,
         case when i.project_id is null then nextval('page_numbers')
              else p.before + row_number() over (partition by i.org_id, i.project_id order by i.ordinal) end as number
    from input i
    left join numbered_projects p on p.org_id = i.org_id and p.id = i.project_id
), created as (
  insert into cases (org_id, id, number, key, project_id, type_id, title, description, status, priority, assignee_id,
                     services, tags, attributes, custom_attributes, additional_properties, target_kind, target_id,
                     team_id, escalation_policy_id, urgency, responder_ids, is_shadow, event_deduplication_key,
                     occurrences, last_occurred_at, search_text, version, created_at, created_by, closed_at)
  select n.org_id, n.id, n.number, coalesce(n.project_key, 'PAGE') || '-' || n.number, n.project_id, n.type_id, n.title,
         n.description, n.status, n.priority, n.assignee_id, n.services, n.tags, '{}', n.custom_attributes,
         n.additional_properties, n.target_kind, n.target_id, n.team_id, n.escalation_policy_id, n.urgency, '{}',
         n.is_shadow, n.deduplication_key, n.occurrences, clock.at, n.search_text, 1, clock.at, n.created_by,
         case when n.is_closed then clock.at end
    from numbered n, clock
   order by n.ordinal
  on conflict do nothing
  returning org_id, id, number, key, created_at
), told as (
  insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
  select c.org_id, c.id, i.cell_id, i.event_type, i.actor_kind, i.actor_id, i.event_data, c.created_at
    from created c join input i on i.org_id = c.org_id and i.id = c.id
), audited as (
  insert into audit (org_id, occurred_at, actor_kind, actor_id, action, resource_type, resource_id, after, request_id)
  select c.org_id, c.created_at, i.actor_kind, i.actor_id, i.event_type, split_part(i.event_type, '.', 1), c.id::text,
         i.audit_after, i.request_id
    from created c join input i on i.org_id = c.org_id and i.id = c.id
), published as (
  insert into outbox (org_id, event_id, type, case_id, case_version, actor_kind, actor_id, occurred_at, data)
  select c.org_id, i.event_id, i.event_type, c.id, 1, i.actor_kind, i.actor_id, c.created_at, i.event_data
    from created c join input i on i.org_id = c.org_id and i.id = c.id
), escalating as (
  insert into escalations (org_id, case_id, run, policy, step_index, retry_count, cycle_started_at, notified, held_by,
                           held_for, held_until, ack_timeout_minutes, support_hours, threshold_occurrences,
                           threshold_minutes, threshold_seen)
  select c.org_id, c.id, 1, i.policy, -1, 0, c.created_at, 0, case when i.held_for is not null then 'maintenance' end,
         i.held_for, i.held_until, i.ack_timeout_minutes, i.support_hours, i.threshold_occurrences, i.threshold_minutes,
         case when i.occurrences < i.threshold_occurrences then array_fill(c.created_at, array[i.occurrences]) end
    from created c join input i on i.org_id = c.org_id and i.id = c.id
   where i.policy is not null
), due as (
  insert into timers (org_id, case_id, kind, due_at, attempts)
  select c.org_id, c.id, 'escalation', coalesce(i.held_until, c.created_at), 0
    from created c join input i on i.org_id = c.org_id and i.id = c.id
   where i.policy is not null
), remembered as (
  insert into idempotency_keys (org_id, key, body_hash, case_id, created_at)
  select c.org_id, k.key, decode(k.body_hash, 'hex'), c.id, c.created_at
    from created c
    join input i on i.org_id = c.org_id and i.id = c.id
   cross join jsonb_to_recordset(i.idempotency) as k(key text, body_hash text)
   order by c.org_id, k.key
)
select c.org_id, c.id from created c`;
