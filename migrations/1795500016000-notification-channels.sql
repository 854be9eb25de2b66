-- How a person wants to be notified: channels, proven by a code before use, and rules that say when which is used.

-- The only table with addresses and numbers (DESIGN §4.12).
create table notification_channels (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null constraint notification_channels_kind check (kind in ('email', 'phone', 'push')),
  -- e-mail address, number in the form of E.164, or name of a device
  address text not null,
  -- of e-mail: html, text
  formats text[] not null,
  -- of a phone: ISO 3166-1 alpha-2 in lower case
  region text,
  -- of push
  application_name text,
  verified_at timestamptz,
  sms_subscribed_at timestamptz,
  -- switched off by a person; a channel is active when it is verified and not disabled
  disabled_at timestamptz,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint notification_channels_pk primary key (org_id, id),
  constraint notification_channels_of_person unique (org_id, user_id, id),
  constraint notification_channels_of_user foreign key (org_id, user_id) references users,
  constraint notification_channels_phone_has_region check ((kind = 'phone') = (region is not null)),
  constraint notification_channels_push_has_application check ((kind = 'push') = (application_name is not null))
);
create unique index notification_channels_address_once
  on notification_channels (org_id, user_id, kind, lower(address)) where kind <> 'push';
-- Who answered by SMS: a number is looked up without its organization.
create index notification_channels_by_number on notification_channels (address) where kind = 'phone';
call protect_by_organization('notification_channels', 'select, insert, update, delete', 'select, update');

create table notification_rules (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  channel_id uuid not null,
  category text not null constraint notification_rules_category check (category in ('high_urgency', 'low_urgency')),
  delay_minutes integer not null constraint notification_rules_delay check (delay_minutes >= 0),
  -- how a phone is used; absent for other channels
  method text constraint notification_rules_method check (method in ('sms', 'voice')),
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint notification_rules_pk primary key (org_id, id),
  constraint notification_rules_of_channel foreign key (org_id, user_id, channel_id)
    references notification_channels (org_id, user_id, id) on delete cascade
);
create index notification_rules_by_user on notification_rules (org_id, user_id, category);
create index notification_rules_by_channel on notification_rules (org_id, user_id, channel_id);
call protect_by_organization('notification_rules', 'select, insert, update, delete', 'select');

-- The code that was sent last, one a channel. Never the code itself.
create table channel_verifications (
  org_id uuid not null,
  channel_id uuid not null,
  method text not null constraint channel_verifications_method check (method in ('email', 'sms', 'voice')),
  code_hmac bytea not null,
  tries integer not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  constraint channel_verifications_pk primary key (org_id, channel_id),
  constraint channel_verifications_of_channel
    foreign key (org_id, channel_id) references notification_channels on delete cascade
);
call protect_by_organization('channel_verifications', 'select, insert, update, delete', '');

-- What was sent to unproven or own addresses on request, to hold the limits on it: a deleted channel leaves its
-- messages behind. The address stands as an HMAC, the same in every organization.
create table requested_messages (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  channel_id uuid not null,
  address_hmac bytea not null,
  purpose text not null constraint requested_messages_purpose check (purpose in ('verification', 'test')),
  sent_at timestamptz not null,
  constraint requested_messages_pk primary key (org_id, id),
  constraint requested_messages_by_user foreign key (org_id, user_id) references users
);
create index requested_messages_of_user on requested_messages (org_id, user_id, sent_at);
create index requested_messages_of_address on requested_messages (address_hmac, sent_at);
call protect_by_organization('requested_messages', 'select, insert', 'select, delete');
