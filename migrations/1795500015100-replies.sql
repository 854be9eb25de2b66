-- What people answer to a notification by phone, and what providers say became of it.

-- An offer to answer by phone: a text message with a code, or a call that asks for a key.
create table reply_offers (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  -- the person's notification channel; no foreign key, because offers outlive it
  channel_id uuid not null,
  -- of a text message: HMAC of number and code, the same in every organization; neither of the two is kept
  reply_key bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint reply_offers_pk primary key (org_id, id),
  constraint reply_offers_once unique (reply_key),
  constraint reply_offers_to_user foreign key (org_id, user_id) references users
);
create index reply_offers_by_user on reply_offers (org_id, user_id);
create index reply_offers_expired on reply_offers (expires_at);
call protect_by_organization('reply_offers', '', 'select, insert, update, delete');

create table reply_offer_pages (
  org_id uuid not null,
  offer_id uuid not null,
  case_id uuid not null,
  constraint reply_offer_pages_pk primary key (org_id, offer_id, case_id),
  constraint reply_offer_pages_of_offer foreign key (org_id, offer_id) references reply_offers on delete cascade,
  constraint reply_offer_pages_of_case foreign key (org_id, case_id) references cases
);
create index reply_offer_pages_by_case on reply_offer_pages (org_id, case_id);
call protect_by_organization('reply_offer_pages', '', 'select, insert, delete');

-- Wrong codes of one number; a number belongs to no organization.
create table reply_tries (
  number_key bytea not null constraint reply_tries_pk primary key,
  tries integer not null,
  window_ends_at timestamptz not null
);
create index reply_tries_ended on reply_tries (window_ends_at);
grant select, insert, update, delete on reply_tries to casem_engine;

-- The latest of a provider's reports on a text message or a call; reports arrive in any order.
create table provider_reports (
  org_id uuid not null,
  id uuid not null,
  notification_id uuid,
  message_id uuid,
  provider_id text not null,
  status text not null,
  -- how far the status is on its way; it only grows
  rank smallint not null,
  error_code text,
  reported_at timestamptz not null,
  constraint provider_reports_pk primary key (org_id, id),
  constraint provider_reports_of_one check (num_nonnulls(notification_id, message_id) = 1),
  constraint provider_reports_of_notification foreign key (org_id, notification_id) references notifications,
  constraint provider_reports_of_message foreign key (org_id, message_id) references messages on delete cascade,
  constraint provider_reports_once_a_notification unique (org_id, notification_id, provider_id),
  constraint provider_reports_once_a_message unique (org_id, message_id, provider_id)
);
call protect_by_organization('provider_reports', 'select', 'select, insert, update, delete');
