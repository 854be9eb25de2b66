-- The list that is asked for most: what is open, the newest first, among all that was ever closed.

create index cases_by_status on cases (org_id, status, created_at, id) where not is_shadow;
