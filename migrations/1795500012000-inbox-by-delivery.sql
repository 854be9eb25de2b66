-- The order in which an admin reads everybody's inbox; one person's is carried by inbox_messages_by_user.
create index inbox_messages_by_delivery on inbox_messages (org_id, delivered_at, id);
