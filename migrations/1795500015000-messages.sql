-- Messages to a person that are not notifications of a page: codes, tests, hand-offs (ADR 0010).

create table messages (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null constraint messages_kind check (kind in ('verification', 'test', 'hand_off')),
  via text not null constraint messages_via check (via in ('email', 'sms', 'voice')),
  -- the person's notification channel; no foreign key, because a message may end after its channel
  channel_id uuid not null,
  once_key text constraint messages_once_key check (length(once_key) <= 200),
  -- encrypted, and gone when the message has ended
  sealed_content bytea,
  state text not null
    constraint messages_state check (state in ('pending', 'sending', 'sent', 'failed', 'cancelled')),
  reason text,
  attempt integer not null,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  provider_id text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  finished_at timestamptz,
  constraint messages_pk primary key (org_id, id),
  constraint messages_to_user foreign key (org_id, user_id) references users,
  constraint messages_content_while_open check ((state in ('pending', 'sending')) = (sealed_content is not null))
);
create unique index messages_once on messages (org_id, once_key) where once_key is not null;
create index messages_by_user on messages (org_id, user_id);
create index messages_pending on messages (next_attempt_at) where state = 'pending';
create index messages_leased on messages (lease_until) where state = 'sending';
create index messages_finished on messages (finished_at) where finished_at is not null;
call protect_by_organization('messages', 'select, insert', 'select, insert, update, delete');
