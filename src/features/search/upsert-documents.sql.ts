import { textVector } from '../../platform/query/index.js';

/**
 * Takes documents (`$1`, a JSON array) in one statement, by case_search_pk. One that is not newer than the
 * stored version changes nothing; of two for one case in the batch, which one statement may not touch twice, the newer
 * counts. In the order of the key, so that two processes that take the same cases cannot deadlock.
 */
export const UPSERT_DOCUMENTS = `
insert into case_search as s (org_id, case_id, version, status, priority, urgency, project_id, team_id,
                              escalation_policy_id, assignee_id, responder_ids, services, tags, title, key, is_shadow,
                              created_at, modified_at, closed_at, search_text, words)
select distinct on (d.org_id, d.case_id)
       d.org_id, d.case_id, d.version, d.status, d.priority, d.urgency, d.project_id, d.team_id,
       d.escalation_policy_id, d.assignee_id, d.responder_ids, d.services, d.tags, d.title, d.key, d.is_shadow,
       d.created_at, d.modified_at, d.closed_at, d.search_text, ${textVector('d.search_text')}
  from jsonb_to_recordset($1::jsonb) as d(
         org_id uuid, case_id uuid, version bigint, status text, priority text, urgency text, project_id uuid,
         team_id uuid, escalation_policy_id uuid, assignee_id uuid, responder_ids uuid[], services text[], tags text[],
         title text, key text, is_shadow boolean, created_at timestamptz, modified_at timestamptz,
         closed_at timestamptz, search_text text)
 order by d.org_id, d.case_id, d.version desc
on conflict on constraint case_search_pk do update
   set version = excluded.version, status = excluded.status, priority = excluded.priority, urgency = excluded.urgency,
       project_id = excluded.project_id, team_id = excluded.team_id,
       escalation_policy_id = excluded.escalation_policy_id, assignee_id = excluded.assignee_id,
       responder_ids = excluded.responder_ids, services = excluded.services, tags = excluded.tags,
       title = excluded.title, key = excluded.key, is_shadow = excluded.is_shadow, created_at = excluded.created_at,
       modified_at = excluded.modified_at, closed_at = excluded.closed_at, search_text = excluded.search_text,
       words = excluded.words
 where s.version < excluded.version`;
