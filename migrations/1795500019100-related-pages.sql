-- Pages of one deduplication key, the newest first. No more than one entry for a page that has a key.
create index cases_by_deduplication_key on cases (org_id, event_deduplication_key, created_at, id)
  where event_deduplication_key is not null;
