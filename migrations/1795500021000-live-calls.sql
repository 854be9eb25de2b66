-- Live calls: numbers of teams that people call, and the calls that came in.

create table live_call_numbers (
  org_id uuid not null constraint live_call_numbers_of_organization references organizations,
  id uuid not null,
  -- E.164
  number text not null constraint live_call_numbers_form check (number ~ '^\+[1-9][0-9]{1,14}$'),
  team_id uuid not null,
  greeting text not null,
  ring_seconds integer not null constraint live_call_numbers_ring check (ring_seconds between 5 and 60),
  voicemail boolean not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  constraint live_call_numbers_pk primary key (org_id, id),
  -- of the whole tenant: the number alone says whose call it is
  constraint live_call_numbers_once unique (number),
  constraint live_call_numbers_of_team foreign key (org_id, team_id) references teams
);
create index live_call_numbers_by_team on live_call_numbers (org_id, team_id);
create index live_call_numbers_by_creation on live_call_numbers (org_id, created_at, id);
call protect_by_organization('live_call_numbers', 'select, insert, update, delete', 'select');

-- A call and its page. The only place that holds who called and where their voice is kept.
create table live_calls (
  org_id uuid not null,
  case_id uuid not null,
  -- the provider's
  call_id text not null,
  -- personal data: E.164; null when the caller hides it
  caller text,
  -- what the number was set to when the call came: later changes do not bend it
  number text not null,
  team_id uuid not null,
  ring_seconds integer not null,
  offers_voicemail boolean not null,
  phase text not null constraint live_calls_phase check (phase in ('ringing', 'connected', 'voicemail', 'ended')),
  -- who rings in order, `[{"userId", "channelId"}]`: no phone number
  ring jsonb not null,
  -- index in `ring` of who rings now, or took the call
  turn integer not null,
  -- why who rings now does not take it, when they said so
  refusal text,
  started_at timestamptz not null,
  answered_at timestamptz,
  duration_seconds integer,
  outcome text constraint live_calls_outcome check (outcome in ('answered', 'voicemail', 'abandoned', 'missed')),
  -- at the provider, for those who have its keys
  recording_url text,
  recording_seconds integer,
  modified_at timestamptz not null,
  constraint live_calls_pk primary key (org_id, case_id),
  constraint live_calls_once unique (call_id),
  constraint live_calls_of_case foreign key (org_id, case_id) references cases
);
create index live_calls_by_caller on live_calls (org_id, caller, started_at);
call protect_by_organization('live_calls', 'select, insert, update', 'select');
