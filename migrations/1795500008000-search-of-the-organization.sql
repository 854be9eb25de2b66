-- What search reads as casem_app: the rows of the organization, with the indexes.
--
-- Under row-level security PostgreSQL evaluates the policy before every operator that is not marked leakproof, and
-- `@@`, `&&`, `like` and `~` are not: no GIN index of case_search would ever serve a request. Measured with 100,000
-- rows: a rare word 85 ms by reading every row, 0.06 ms by its index; a rare tag 74 ms and 0.06 ms; the inside of a
-- word 414 ms and 1.2 ms. A view of the table's owner that names the organization itself is the same wall in the
-- database without that order. It must stay a plain view: neither security_barrier (the same order again) nor
-- security_invoker (row-level security again).
create view case_search_of_organization as
  select s.org_id, s.case_id, s.version, s.status, s.priority, s.urgency, s.project_id, s.team_id,
         s.escalation_policy_id, s.assignee_id, s.responder_ids, s.services, s.tags, s.key, s.is_shadow, s.created_at,
         s.modified_at, s.closed_at, s.search_text, s.words
    from case_search s
   where s.org_id = (select nullif(current_setting('app.org_id', true), '')::uuid);
grant select on case_search_of_organization to casem_app;

-- The view is the only door.
revoke select on case_search from casem_app;
