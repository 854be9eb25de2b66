-- The calls to a person that may be under way: the next one waits for their end.
create index notifications_calls on notifications (org_id, user_id, state, finished_at)
  where channel = 'voice' and state in ('sending', 'sent');
