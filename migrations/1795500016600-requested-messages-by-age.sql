-- What is older than the longest limit is deleted.
create index requested_messages_by_age on requested_messages (sent_at);
