-- Open pages of a service, the oldest first: where its limit lies. A page counts for the first of its services, so that
-- create writes one entry in a B-tree and not one for each service in a GIN index.
create index cases_open_by_service on cases (org_id, (services[1]), created_at, id)
  where closed_at is null and not is_shadow and services[1] is not null;
