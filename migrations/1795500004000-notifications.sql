-- One row a responder, page, run and step: what is to be sent, and everything that was tried.

create table notifications (
  org_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  user_id uuid not null,
  run integer not null,
  retry_count integer not null,
  step_index integer not null,
  -- what made it: a step of the policy, a responder added by hand, the end of a policy that reached nobody
  cause text not null constraint notifications_cause check (cause in ('step', 'added', 'unreached')),
  channel text not null,
  state text not null
    constraint notifications_state check (state in ('pending', 'sending', 'sent', 'failed', 'cancelled', 'shadow')),
  reason text,
  attempt integer not null,
  -- tries on the present channel
  channel_attempts integer not null,
  -- earlier notifications of this person for the same service: the first of a quiet service goes first
  repeat_rank integer not null,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  provider_id text,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint notifications_pk primary key (org_id, id),
  constraint notifications_once unique (org_id, case_id, run, retry_count, step_index, cause, user_id),
  constraint notifications_of_case foreign key (org_id, case_id) references cases,
  constraint notifications_to_user foreign key (org_id, user_id) references users
);
create index notifications_pending on notifications (repeat_rank, next_attempt_at) where state = 'pending';
create index notifications_leased on notifications (lease_until) where state = 'sending';
create index notifications_by_user on notifications (org_id, user_id, created_at);
call protect_by_organization('notifications', 'select, insert, update', 'select, insert, update');

create table notification_attempts (
  org_id uuid not null,
  notification_id uuid not null,
  attempt integer not null,
  channel text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text constraint notification_attempts_outcome check (outcome in ('sent', 'failed', 'abandoned')),
  reason text,
  constraint notification_attempts_pk primary key (org_id, notification_id, attempt),
  constraint notification_attempts_of_notification foreign key (org_id, notification_id) references notifications
);
call protect_by_organization('notification_attempts', 'select', 'select, insert, update');

-- The inbox channel's mailbox. The key is the notification's, so that a second send delivers once.
create table inbox_messages (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  case_id uuid not null,
  delivered_at timestamptz not null,
  constraint inbox_messages_pk primary key (org_id, id),
  constraint inbox_messages_to_user foreign key (org_id, user_id) references users,
  constraint inbox_messages_of_case foreign key (org_id, case_id) references cases
);
create index inbox_messages_by_user on inbox_messages (org_id, user_id, delivered_at);
create index inbox_messages_by_case on inbox_messages (org_id, case_id);
call protect_by_organization('inbox_messages', 'select', 'select, insert');
