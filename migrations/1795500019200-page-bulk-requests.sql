-- What a bulk request under an idempotency key was answered, for 24 hours: same key and body, same answer.

create table page_bulk_requests (
  org_id uuid not null constraint page_bulk_requests_of_organization references organizations,
  key text not null,
  body_hash bytea not null,
  created_at timestamptz not null,
  -- by whom it is carried out now; one that crashed loses it after a minute
  claimed_at timestamptz not null,
  -- results in the order of the request; null until it was carried out
  results jsonb,
  constraint page_bulk_requests_pk primary key (org_id, key)
);
create index page_bulk_requests_by_age on page_bulk_requests (org_id, created_at);
call protect_by_organization('page_bulk_requests', 'select, insert, update, delete', '');
