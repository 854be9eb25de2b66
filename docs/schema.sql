-- Generated from the catalogue of a migrated database by npm run generate. Not to be run.

create extension pg_trgm;

create sequence migrations_id_seq as integer start 1 increment 1;

create sequence page_numbers as bigint start 1 increment 1;
grant usage on sequence page_numbers to casem_engine;

CREATE OR REPLACE FUNCTION public.maintain_event_partitions(today timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_catalog'
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  day date := date_trunc('day', today, 'UTC')::date;
  first date;
  partition record;
begin
  for ahead in 0..2 loop
    first := day + ahead;
    if to_regclass(format('events_%s', to_char(first, 'YYYYMMDD'))) is null then
      execute format('create table %I partition of events for values from (%L) to (%L)',
        'events_' || to_char(first, 'YYYYMMDD'), first::text || ' 00:00:00+00', (first + 1)::text || ' 00:00:00+00');
      execute format('alter table %I enable row level security', 'events_' || to_char(first, 'YYYYMMDD'));
    end if;
  end loop;
  for partition in
    select child.relname from pg_inherits
      join pg_class child on child.oid = pg_inherits.inhrelid
     where pg_inherits.inhparent = 'events'::regclass
       and child.relname < 'events_' || to_char(day - 7, 'YYYYMMDD')
  loop
    execute format('drop table %I', partition.relname);
  end loop;
end $function$
;

CREATE OR REPLACE PROCEDURE public.protect_by_organization(IN target regclass, IN app_verbs text, IN engine_verbs text)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('alter table %s enable row level security', target);
  execute format(
    'create policy of_the_organization on %s to casem_app using (%2$s) with check (%2$s)',
    target, 'org_id = (select nullif(current_setting(''app.org_id'', true), '''')::uuid)');
  if app_verbs <> '' then
    execute format('grant %s on %s to casem_app', app_verbs, target);
  end if;
  if engine_verbs <> '' then
    execute format('create policy of_every_organization on %s to casem_engine using (true) with check (true)', target);
    execute format('grant %s on %s to casem_engine', engine_verbs, target);
  end if;
end $procedure$
;

CREATE OR REPLACE FUNCTION public.uuid_multirange()
 RETURNS uuid_multirange
 LANGUAGE internal
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$multirange_constructor0$function$
;

CREATE OR REPLACE FUNCTION public.uuid_multirange(VARIADIC uuid_range[])
 RETURNS uuid_multirange
 LANGUAGE internal
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$multirange_constructor2$function$
;

CREATE OR REPLACE FUNCTION public.uuid_multirange(uuid_range)
 RETURNS uuid_multirange
 LANGUAGE internal
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$multirange_constructor1$function$
;

CREATE OR REPLACE FUNCTION public.uuid_range(uuid, uuid)
 RETURNS uuid_range
 LANGUAGE internal
 IMMUTABLE PARALLEL SAFE
AS $function$range_constructor2$function$
;

CREATE OR REPLACE FUNCTION public.uuid_range(uuid, uuid, text)
 RETURNS uuid_range
 LANGUAGE internal
 IMMUTABLE PARALLEL SAFE
AS $function$range_constructor3$function$
;

create table api_keys (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  key_hmac bytea not null,
  last4 text not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_keys_pk PRIMARY KEY (org_id, id),
  constraint api_keys_hmac_once UNIQUE (key_hmac),
  constraint api_keys_creator FOREIGN KEY (org_id, created_by) REFERENCES users(org_id, id),
  constraint api_keys_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table api_keys enable row level security;
CREATE INDEX api_keys_by_creator ON public.api_keys USING btree (org_id, created_by);
create policy of_every_organization on api_keys as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on api_keys as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on api_keys to casem_app;
grant select, update on api_keys to casem_engine;

create table application_keys (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name text not null,
  key_hmac bytea not null,
  last4 text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint application_keys_pk PRIMARY KEY (org_id, id),
  constraint application_keys_hmac_once UNIQUE (key_hmac),
  constraint application_keys_of_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table application_keys enable row level security;
CREATE INDEX application_keys_by_user ON public.application_keys USING btree (org_id, user_id);
create policy of_every_organization on application_keys as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on application_keys as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on application_keys to casem_app;
grant select, update on application_keys to casem_engine;

create table audit (
  id bigint generated always as identity not null,
  org_id uuid not null,
  occurred_at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text not null,
  action text not null,
  resource_type text not null,
  resource_id text not null,
  before jsonb,
  after jsonb,
  request_id text not null,
  constraint audit_pk PRIMARY KEY (org_id, id),
  constraint audit_actor_kind CHECK ((actor_kind = ANY (ARRAY['user'::text, 'system'::text]))),
  constraint audit_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table audit enable row level security;
CREATE INDEX audit_by_resource ON public.audit USING btree (org_id, resource_type, resource_id, id);
create policy of_every_organization on audit as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on audit as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select on audit to casem_app;
grant insert on audit to casem_engine;

create table calendar_feeds (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  schedule_id uuid,
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  constraint calendar_feeds_pk PRIMARY KEY (org_id, id),
  constraint calendar_feeds_once UNIQUE NULLS NOT DISTINCT (org_id, user_id, schedule_id),
  constraint calendar_feeds_hash CHECK ((length(token_hash) = 32)),
  constraint calendar_feeds_of_schedule FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE,
  constraint calendar_feeds_of_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id) ON DELETE CASCADE
);
alter table calendar_feeds enable row level security;
CREATE INDEX calendar_feeds_by_schedule ON public.calendar_feeds USING btree (org_id, schedule_id) WHERE (schedule_id IS NOT NULL);
create policy of_the_organization on calendar_feeds as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on calendar_feeds to casem_app;

create table case_search (
  org_id uuid not null,
  case_id uuid not null,
  version bigint not null,
  status text not null,
  priority text not null,
  urgency text,
  project_id uuid,
  team_id uuid,
  escalation_policy_id uuid,
  assignee_id uuid,
  responder_ids uuid[] not null,
  services text[] not null,
  tags text[] not null,
  title text not null,
  key text not null,
  is_shadow boolean not null,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone,
  closed_at timestamp with time zone,
  search_text text not null,
  words tsvector not null,
  constraint case_search_pk PRIMARY KEY (org_id, case_id),
  constraint case_search_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id)
);
alter table case_search enable row level security;
CREATE INDEX case_search_by_creation ON public.case_search USING btree (org_id, created_at, case_id);
CREATE INDEX case_search_tags ON public.case_search USING gin (tags);
CREATE INDEX case_search_text ON public.case_search USING gin (search_text gin_trgm_ops);
CREATE INDEX case_search_words ON public.case_search USING gin (words);
create policy of_every_organization on case_search as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on case_search as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on case_search to casem_engine;

create table cases (
  org_id uuid not null,
  id uuid not null,
  number bigint not null,
  key text not null,
  project_id uuid,
  type_id uuid,
  title text not null,
  description text not null,
  status text not null,
  priority text not null,
  assignee_id uuid,
  services text[] not null,
  tags text[] not null,
  attributes jsonb not null,
  custom_attributes jsonb not null,
  additional_properties jsonb not null,
  target_kind text,
  target_id uuid,
  team_id uuid,
  escalation_policy_id uuid,
  urgency text,
  responder_ids uuid[] not null,
  is_shadow boolean not null,
  event_deduplication_key text,
  occurrences integer not null,
  last_occurred_at timestamp with time zone,
  search_text text not null,
  version bigint not null,
  created_at timestamp with time zone not null,
  created_by uuid,
  modified_at timestamp with time zone,
  modified_by uuid,
  closed_at timestamp with time zone,
  archived_at timestamp with time zone,
  constraint cases_pk PRIMARY KEY (org_id, id),
  constraint cases_key_once UNIQUE (org_id, key),
  constraint cases_deduplicated_by_target CHECK (((event_deduplication_key IS NULL) OR ((target_kind IS NOT NULL) AND (target_id IS NOT NULL)))),
  constraint cases_target_kind CHECK ((target_kind = ANY (ARRAY['team'::text, 'user'::text]))),
  constraint cases_urgency CHECK ((urgency = ANY (ARRAY['low'::text, 'high'::text]))),
  constraint cases_assignee FOREIGN KEY (org_id, assignee_id) REFERENCES users(org_id, id),
  constraint cases_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id),
  constraint cases_project FOREIGN KEY (org_id, project_id) REFERENCES projects(org_id, id),
  constraint cases_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id)
);
alter table cases enable row level security;
CREATE INDEX cases_by_assignee ON public.cases USING btree (org_id, assignee_id) WHERE (assignee_id IS NOT NULL);
CREATE INDEX cases_by_creation ON public.cases USING btree (org_id, created_at, id);
CREATE INDEX cases_by_deduplication_key ON public.cases USING btree (org_id, event_deduplication_key, created_at, id) WHERE (event_deduplication_key IS NOT NULL);
CREATE INDEX cases_by_project ON public.cases USING btree (org_id, project_id, created_at) WHERE (project_id IS NOT NULL);
CREATE INDEX cases_by_status ON public.cases USING btree (org_id, status, created_at, id) WHERE (NOT is_shadow);
CREATE INDEX cases_by_team ON public.cases USING btree (org_id, team_id, created_at);
CREATE INDEX cases_open_by_service ON public.cases USING btree (org_id, (services[1]), created_at, id) WHERE ((closed_at IS NULL) AND (NOT is_shadow) AND (services[1] IS NOT NULL));
CREATE UNIQUE INDEX cases_open_deduplication ON public.cases USING btree (org_id, target_kind, target_id, is_shadow, event_deduplication_key) WHERE ((closed_at IS NULL) AND (event_deduplication_key IS NOT NULL));
create policy of_every_organization on cases as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on cases as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select, update on cases to casem_app;
grant insert, select, update on cases to casem_engine;

create table channel_verifications (
  org_id uuid not null,
  channel_id uuid not null,
  method text not null,
  code_hmac bytea not null,
  tries integer not null,
  sent_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint channel_verifications_pk PRIMARY KEY (org_id, channel_id),
  constraint channel_verifications_method CHECK ((method = ANY (ARRAY['email'::text, 'sms'::text, 'voice'::text]))),
  constraint channel_verifications_of_channel FOREIGN KEY (org_id, channel_id) REFERENCES notification_channels(org_id, id) ON DELETE CASCADE
);
alter table channel_verifications enable row level security;
create policy of_the_organization on channel_verifications as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on channel_verifications to casem_app;

create table escalation_policies (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  retries integer not null,
  resolve_page_on_policy_end boolean not null,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint escalation_policies_pk PRIMARY KEY (org_id, id),
  constraint escalation_policies_named CHECK ((name <> ''::text)),
  constraint escalation_policies_retries CHECK (((retries >= 0) AND (retries <= 10))),
  constraint escalation_policies_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table escalation_policies enable row level security;
create policy of_every_organization on escalation_policies as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on escalation_policies as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on escalation_policies to casem_app;
grant select on escalation_policies to casem_engine;

create table escalation_policy_steps (
  org_id uuid not null,
  id uuid not null,
  policy_id uuid not null,
  "position" integer not null,
  assignment text not null,
  escalate_after_seconds integer not null,
  constraint escalation_policy_steps_pk PRIMARY KEY (org_id, id),
  constraint escalation_policy_steps_order UNIQUE (org_id, policy_id, "position") DEFERRABLE INITIALLY DEFERRED,
  constraint escalation_policy_steps_assignment CHECK ((assignment = ANY (ARRAY['default'::text, 'round-robin'::text]))),
  constraint escalation_policy_steps_delay CHECK (((escalate_after_seconds >= 60) AND (escalate_after_seconds <= 36000))),
  constraint escalation_policy_steps_ten CHECK ((("position" >= 0) AND ("position" <= 9))),
  constraint escalation_policy_steps_of_policy FOREIGN KEY (org_id, policy_id) REFERENCES escalation_policies(org_id, id) ON DELETE CASCADE
);
alter table escalation_policy_steps enable row level security;
create policy of_every_organization on escalation_policy_steps as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on escalation_policy_steps as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on escalation_policy_steps to casem_app;
grant select on escalation_policy_steps to casem_engine;

create table escalation_policy_targets (
  org_id uuid not null,
  step_id uuid not null,
  "position" integer not null,
  user_id uuid,
  team_id uuid,
  schedule_id uuid,
  schedule_position text,
  constraint escalation_policy_targets_pk PRIMARY KEY (org_id, step_id, "position"),
  constraint escalation_policy_targets_one CHECK ((num_nonnulls(user_id, team_id, schedule_id) = 1)),
  constraint escalation_policy_targets_position CHECK ((schedule_position = ANY (ARRAY['previous'::text, 'current'::text, 'next'::text]))),
  constraint escalation_policy_targets_positioned CHECK (((schedule_position IS NULL) OR (schedule_id IS NOT NULL))),
  constraint escalation_policy_targets_of_step FOREIGN KEY (org_id, step_id) REFERENCES escalation_policy_steps(org_id, id) ON DELETE CASCADE,
  constraint escalation_policy_targets_schedule FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id),
  constraint escalation_policy_targets_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id),
  constraint escalation_policy_targets_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table escalation_policy_targets enable row level security;
CREATE INDEX escalation_policy_targets_by_schedule ON public.escalation_policy_targets USING btree (org_id, schedule_id);
CREATE INDEX escalation_policy_targets_by_team ON public.escalation_policy_targets USING btree (org_id, team_id);
CREATE INDEX escalation_policy_targets_by_user ON public.escalation_policy_targets USING btree (org_id, user_id);
create policy of_every_organization on escalation_policy_targets as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on escalation_policy_targets as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on escalation_policy_targets to casem_app;
grant select on escalation_policy_targets to casem_engine;

create table escalation_policy_teams (
  org_id uuid not null,
  policy_id uuid not null,
  team_id uuid not null,
  "position" integer not null,
  constraint escalation_policy_teams_pk PRIMARY KEY (org_id, policy_id, team_id),
  constraint escalation_policy_teams_of_policy FOREIGN KEY (org_id, policy_id) REFERENCES escalation_policies(org_id, id) ON DELETE CASCADE,
  constraint escalation_policy_teams_of_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id) ON DELETE CASCADE
);
alter table escalation_policy_teams enable row level security;
CREATE INDEX escalation_policy_teams_by_team ON public.escalation_policy_teams USING btree (org_id, team_id);
create policy of_every_organization on escalation_policy_teams as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on escalation_policy_teams as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on escalation_policy_teams to casem_app;
grant select on escalation_policy_teams to casem_engine;

create table escalations (
  org_id uuid not null,
  case_id uuid not null,
  run integer not null,
  policy jsonb not null,
  step_index integer not null,
  retry_count integer not null,
  cycle_started_at timestamp with time zone not null,
  notified integer not null,
  held_by text,
  held_until timestamp with time zone,
  held_for uuid,
  ack_timeout_minutes integer,
  support_hours jsonb,
  threshold_occurrences integer,
  threshold_minutes integer,
  threshold_seen timestamp with time zone[],
  ended_at timestamp with time zone,
  constraint escalations_pk PRIMARY KEY (org_id, case_id),
  constraint escalations_ack_timeout CHECK ((ack_timeout_minutes >= 1)),
  constraint escalations_held_by CHECK ((held_by = ANY (ARRAY['snooze'::text, 'maintenance'::text, 'threshold'::text, 'support_hours'::text, 'merged'::text]))),
  constraint escalations_hold CHECK (((held_by IS NOT NULL) OR ((held_until IS NULL) AND (held_for IS NULL)))),
  constraint escalations_threshold CHECK ((threshold_occurrences >= 1)),
  constraint escalations_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id)
);
alter table escalations enable row level security;
CREATE INDEX escalations_held_for ON public.escalations USING btree (org_id, held_for) WHERE (held_for IS NOT NULL);
create policy of_every_organization on escalations as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on escalations as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select, update on escalations to casem_app;
grant insert, select, update on escalations to casem_engine;

create table event_counts (
  org_id uuid not null,
  day date not null,
  type text not null,
  total bigint not null,
  constraint event_counts_pk PRIMARY KEY (org_id, day, type),
  constraint event_counts_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table event_counts enable row level security;
create policy of_every_organization on event_counts as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on event_counts as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select on event_counts to casem_app;
grant insert, select, update on event_counts to casem_engine;

create table event_receipts (
  subscriber text not null,
  event_id uuid not null,
  received_at timestamp with time zone not null,
  constraint event_receipts_pk PRIMARY KEY (subscriber, event_id)
);
CREATE INDEX event_receipts_by_age ON public.event_receipts USING btree (received_at);
grant delete, insert, select on event_receipts to casem_engine;

create table events (
  "position" bigint not null,
  published_at timestamp with time zone not null,
  org_id uuid not null,
  event_id uuid not null,
  type text not null,
  case_id uuid not null,
  case_version bigint not null,
  actor_kind text not null,
  actor_id text not null,
  occurred_at timestamp with time zone not null,
  data jsonb not null,
  constraint events_pk PRIMARY KEY ("position", published_at)
) partition by RANGE (published_at);
alter table events enable row level security;
create policy of_every_organization on events as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on events as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select on events to casem_app;
grant insert, select on events to casem_engine;

create table idempotency_keys (
  org_id uuid not null,
  key text not null,
  body_hash bytea not null,
  case_id uuid not null,
  created_at timestamp with time zone not null,
  constraint idempotency_keys_pk PRIMARY KEY (org_id, key),
  constraint idempotency_keys_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id)
);
alter table idempotency_keys enable row level security;
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);
CREATE INDEX idempotency_keys_by_case ON public.idempotency_keys USING btree (org_id, case_id);
create policy of_every_organization on idempotency_keys as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on idempotency_keys as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on idempotency_keys to casem_engine;

create table inbox_messages (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  case_id uuid not null,
  delivered_at timestamp with time zone not null,
  constraint inbox_messages_pk PRIMARY KEY (org_id, id),
  constraint inbox_messages_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id),
  constraint inbox_messages_to_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table inbox_messages enable row level security;
CREATE INDEX inbox_messages_by_case ON public.inbox_messages USING btree (org_id, case_id);
CREATE INDEX inbox_messages_by_delivery ON public.inbox_messages USING btree (org_id, delivered_at, id);
CREATE INDEX inbox_messages_by_user ON public.inbox_messages USING btree (org_id, user_id, delivered_at);
create policy of_every_organization on inbox_messages as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on inbox_messages as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select on inbox_messages to casem_app;
grant insert, select on inbox_messages to casem_engine;

create table live_call_numbers (
  org_id uuid not null,
  id uuid not null,
  number text not null,
  team_id uuid not null,
  greeting text not null,
  ring_seconds integer not null,
  voicemail boolean not null,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint live_call_numbers_pk PRIMARY KEY (org_id, id),
  constraint live_call_numbers_once UNIQUE (number),
  constraint live_call_numbers_form CHECK ((number ~ '^\+[1-9][0-9]{1,14}$'::text)),
  constraint live_call_numbers_ring CHECK (((ring_seconds >= 5) AND (ring_seconds <= 60))),
  constraint live_call_numbers_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id),
  constraint live_call_numbers_of_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id)
);
alter table live_call_numbers enable row level security;
CREATE INDEX live_call_numbers_by_creation ON public.live_call_numbers USING btree (org_id, created_at, id);
CREATE INDEX live_call_numbers_by_team ON public.live_call_numbers USING btree (org_id, team_id);
create policy of_every_organization on live_call_numbers as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on live_call_numbers as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on live_call_numbers to casem_app;
grant select on live_call_numbers to casem_engine;

create table live_calls (
  org_id uuid not null,
  case_id uuid not null,
  call_id text not null,
  caller text,
  number text not null,
  team_id uuid not null,
  ring_seconds integer not null,
  offers_voicemail boolean not null,
  phase text not null,
  ring jsonb not null,
  turn integer not null,
  refusal text,
  started_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  duration_seconds integer,
  outcome text,
  recording_url text,
  recording_seconds integer,
  modified_at timestamp with time zone not null,
  constraint live_calls_pk PRIMARY KEY (org_id, case_id),
  constraint live_calls_once UNIQUE (call_id),
  constraint live_calls_outcome CHECK ((outcome = ANY (ARRAY['answered'::text, 'voicemail'::text, 'abandoned'::text, 'missed'::text]))),
  constraint live_calls_phase CHECK ((phase = ANY (ARRAY['ringing'::text, 'connected'::text, 'voicemail'::text, 'ended'::text]))),
  constraint live_calls_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id)
);
alter table live_calls enable row level security;
CREATE INDEX live_calls_by_caller ON public.live_calls USING btree (org_id, caller, started_at);
create policy of_every_organization on live_calls as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on live_calls as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on live_calls to casem_app;
grant select on live_calls to casem_engine;

create table maintenance_windows (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  query text not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  updated_at timestamp with time zone,
  updated_by uuid,
  constraint maintenance_windows_pk PRIMARY KEY (org_id, id),
  constraint maintenance_windows_hold_time CHECK ((starts_at < ends_at)),
  constraint maintenance_windows_named CHECK ((name <> ''::text)),
  constraint maintenance_windows_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table maintenance_windows enable row level security;
CREATE INDEX maintenance_windows_by_end ON public.maintenance_windows USING btree (org_id, ends_at);
CREATE INDEX maintenance_windows_by_start ON public.maintenance_windows USING btree (org_id, starts_at, id);
create policy of_every_organization on maintenance_windows as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on maintenance_windows as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on maintenance_windows to casem_app;
grant select on maintenance_windows to casem_engine;

create table messages (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  via text not null,
  channel_id uuid not null,
  once_key text,
  sealed_content bytea,
  state text not null,
  reason text,
  attempt integer not null,
  next_attempt_at timestamp with time zone not null,
  lease_until timestamp with time zone,
  provider_id text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint messages_pk PRIMARY KEY (org_id, id),
  constraint messages_content_while_open CHECK (((state = ANY (ARRAY['pending'::text, 'sending'::text])) = (sealed_content IS NOT NULL))),
  constraint messages_kind CHECK ((kind = ANY (ARRAY['verification'::text, 'test'::text, 'hand_off'::text]))),
  constraint messages_once_key CHECK ((length(once_key) <= 200)),
  constraint messages_state CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'cancelled'::text]))),
  constraint messages_via CHECK ((via = ANY (ARRAY['email'::text, 'sms'::text, 'voice'::text]))),
  constraint messages_to_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table messages enable row level security;
CREATE INDEX messages_by_user ON public.messages USING btree (org_id, user_id);
CREATE INDEX messages_finished ON public.messages USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX messages_leased ON public.messages USING btree (lease_until) WHERE (state = 'sending'::text);
CREATE UNIQUE INDEX messages_once ON public.messages USING btree (org_id, once_key) WHERE (once_key IS NOT NULL);
CREATE INDEX messages_pending ON public.messages USING btree (next_attempt_at) WHERE (state = 'pending'::text);
create policy of_every_organization on messages as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on messages as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select on messages to casem_app;
grant delete, insert, select, update on messages to casem_engine;

create table migrations (
  id integer default nextval('migrations_id_seq'::regclass) not null,
  "timestamp" bigint not null,
  name character varying not null,
  constraint "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id)
);
grant select on migrations to casem_app;
grant select on migrations to casem_engine;

create table notification_attempts (
  org_id uuid not null,
  notification_id uuid not null,
  attempt integer not null,
  channel text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  outcome text,
  reason text,
  constraint notification_attempts_pk PRIMARY KEY (org_id, notification_id, attempt),
  constraint notification_attempts_outcome CHECK ((outcome = ANY (ARRAY['sent'::text, 'failed'::text, 'abandoned'::text]))),
  constraint notification_attempts_of_notification FOREIGN KEY (org_id, notification_id) REFERENCES notifications(org_id, id)
);
alter table notification_attempts enable row level security;
create policy of_every_organization on notification_attempts as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on notification_attempts as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select on notification_attempts to casem_app;
grant insert, select, update on notification_attempts to casem_engine;

create table notification_channels (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  address text not null,
  formats text[] not null,
  region text,
  application_name text,
  verified_at timestamp with time zone,
  sms_subscribed_at timestamp with time zone,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint notification_channels_pk PRIMARY KEY (org_id, id),
  constraint notification_channels_of_person UNIQUE (org_id, user_id, id),
  constraint notification_channels_kind CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text, 'push'::text]))),
  constraint notification_channels_phone_has_region CHECK (((kind = 'phone'::text) = (region IS NOT NULL))),
  constraint notification_channels_push_has_application CHECK (((kind = 'push'::text) = (application_name IS NOT NULL))),
  constraint notification_channels_of_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table notification_channels enable row level security;
CREATE UNIQUE INDEX notification_channels_address_once ON public.notification_channels USING btree (org_id, user_id, kind, lower(address)) WHERE (kind <> 'push'::text);
CREATE INDEX notification_channels_by_number ON public.notification_channels USING btree (address) WHERE (kind = 'phone'::text);
create policy of_every_organization on notification_channels as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on notification_channels as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on notification_channels to casem_app;
grant select, update on notification_channels to casem_engine;

create table notification_pace (
  org_id uuid not null,
  user_id uuid not null,
  next_repeat_at timestamp with time zone not null,
  constraint notification_pace_pk PRIMARY KEY (org_id, user_id),
  constraint notification_pace_of_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table notification_pace enable row level security;
create policy of_every_organization on notification_pace as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on notification_pace as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on notification_pace to casem_app;
grant insert, select, update on notification_pace to casem_engine;

create table notification_rules (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  channel_id uuid not null,
  category text not null,
  delay_minutes integer not null,
  method text,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint notification_rules_pk PRIMARY KEY (org_id, id),
  constraint notification_rules_category CHECK ((category = ANY (ARRAY['high_urgency'::text, 'low_urgency'::text]))),
  constraint notification_rules_delay CHECK ((delay_minutes >= 0)),
  constraint notification_rules_method CHECK ((method = ANY (ARRAY['sms'::text, 'voice'::text]))),
  constraint notification_rules_of_channel FOREIGN KEY (org_id, user_id, channel_id) REFERENCES notification_channels(org_id, user_id, id) ON DELETE CASCADE
);
alter table notification_rules enable row level security;
CREATE INDEX notification_rules_by_channel ON public.notification_rules USING btree (org_id, user_id, channel_id);
CREATE INDEX notification_rules_by_user ON public.notification_rules USING btree (org_id, user_id, category);
create policy of_every_organization on notification_rules as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on notification_rules as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on notification_rules to casem_app;
grant select on notification_rules to casem_engine;

create table notifications (
  org_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  user_id uuid not null,
  run integer not null,
  retry_count integer not null,
  step_index integer not null,
  cause text not null,
  channel text not null,
  state text not null,
  reason text,
  attempt integer not null,
  channel_attempts integer not null,
  repeat_rank integer not null,
  next_attempt_at timestamp with time zone not null,
  lease_until timestamp with time zone,
  provider_id text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  rule_id uuid,
  channel_id uuid,
  due_at timestamp with time zone,
  why text,
  bundle_id uuid,
  over_limit boolean default false not null,
  constraint notifications_pk PRIMARY KEY (org_id, id),
  constraint notifications_once UNIQUE NULLS NOT DISTINCT (org_id, case_id, run, retry_count, step_index, cause, user_id, rule_id),
  constraint notifications_cause CHECK ((cause = ANY (ARRAY['step'::text, 'added'::text, 'unreached'::text]))),
  constraint notifications_state CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'cancelled'::text, 'shadow'::text]))),
  constraint notifications_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id),
  constraint notifications_to_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table notifications enable row level security;
CREATE INDEX notifications_by_user ON public.notifications USING btree (org_id, user_id, created_at);
CREATE INDEX notifications_calls ON public.notifications USING btree (org_id, user_id, state, finished_at) WHERE ((channel = 'voice'::text) AND (state = ANY (ARRAY['sending'::text, 'sent'::text])));
CREATE INDEX notifications_leased ON public.notifications USING btree (lease_until) WHERE (state = 'sending'::text);
CREATE INDEX notifications_new ON public.notifications USING btree (next_attempt_at) WHERE ((state = 'pending'::text) AND (repeat_rank = 0));
CREATE INDEX notifications_of_bundle ON public.notifications USING btree (org_id, bundle_id) WHERE (bundle_id IS NOT NULL);
CREATE INDEX notifications_pending_of_person ON public.notifications USING btree (org_id, user_id, channel, next_attempt_at) WHERE (state = 'pending'::text);
CREATE INDEX notifications_repeats ON public.notifications USING btree (next_attempt_at) WHERE ((state = 'pending'::text) AND (repeat_rank > 0));
create policy of_every_organization on notifications as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on notifications as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on notifications to casem_app;
grant insert, select, update on notifications to casem_engine;

create table organizations (
  org_id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint organizations_pk PRIMARY KEY (org_id)
);
alter table organizations enable row level security;
create policy of_every_organization on organizations as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on organizations as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select on organizations to casem_app;
grant select on organizations to casem_engine;

create table outbox (
  id bigint generated always as identity not null,
  org_id uuid not null,
  event_id uuid not null,
  type text not null,
  case_id uuid not null,
  case_version bigint not null,
  actor_kind text not null,
  actor_id text not null,
  occurred_at timestamp with time zone not null,
  data jsonb not null,
  constraint outbox_pk PRIMARY KEY (id),
  constraint outbox_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table outbox enable row level security;
create policy of_every_organization on outbox as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on outbox as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert on outbox to casem_app;
grant delete, insert, select on outbox to casem_engine;

create table page_bulk_requests (
  org_id uuid not null,
  key text not null,
  body_hash bytea not null,
  created_at timestamp with time zone not null,
  claimed_at timestamp with time zone not null,
  results jsonb,
  constraint page_bulk_requests_pk PRIMARY KEY (org_id, key),
  constraint page_bulk_requests_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table page_bulk_requests enable row level security;
CREATE INDEX page_bulk_requests_by_age ON public.page_bulk_requests USING btree (org_id, created_at);
create policy of_the_organization on page_bulk_requests as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on page_bulk_requests to casem_app;

create table projects (
  org_id uuid not null,
  id uuid not null,
  key text not null,
  name text not null,
  last_case_number bigint not null,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  team_id uuid,
  constraint projects_pk PRIMARY KEY (org_id, id),
  constraint projects_key_once UNIQUE (org_id, key),
  constraint projects_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id),
  constraint projects_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id) ON DELETE SET NULL (team_id)
);
alter table projects enable row level security;
CREATE INDEX projects_by_team ON public.projects USING btree (org_id, team_id) WHERE (team_id IS NOT NULL);
create policy of_every_organization on projects as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on projects as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on projects to casem_app;
grant select, update on projects to casem_engine;

create table provider_reports (
  org_id uuid not null,
  id uuid not null,
  notification_id uuid,
  message_id uuid,
  provider_id text not null,
  status text not null,
  rank smallint not null,
  error_code text,
  reported_at timestamp with time zone not null,
  constraint provider_reports_pk PRIMARY KEY (org_id, id),
  constraint provider_reports_once_a_message UNIQUE (org_id, message_id, provider_id),
  constraint provider_reports_once_a_notification UNIQUE (org_id, notification_id, provider_id),
  constraint provider_reports_of_one CHECK ((num_nonnulls(notification_id, message_id) = 1)),
  constraint provider_reports_of_message FOREIGN KEY (org_id, message_id) REFERENCES messages(org_id, id) ON DELETE CASCADE,
  constraint provider_reports_of_notification FOREIGN KEY (org_id, notification_id) REFERENCES notifications(org_id, id)
);
alter table provider_reports enable row level security;
create policy of_every_organization on provider_reports as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on provider_reports as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select on provider_reports to casem_app;
grant delete, insert, select, update on provider_reports to casem_engine;

create table relay_lease (
  only_row boolean not null,
  holder text not null,
  epoch bigint not null,
  heartbeat_at timestamp with time zone not null,
  last_position bigint not null,
  constraint relay_lease_one_row PRIMARY KEY (only_row),
  constraint relay_lease_only_row_check CHECK (only_row)
);
grant select, update on relay_lease to casem_engine;

create table reply_offer_pages (
  org_id uuid not null,
  offer_id uuid not null,
  case_id uuid not null,
  constraint reply_offer_pages_pk PRIMARY KEY (org_id, offer_id, case_id),
  constraint reply_offer_pages_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id),
  constraint reply_offer_pages_of_offer FOREIGN KEY (org_id, offer_id) REFERENCES reply_offers(org_id, id) ON DELETE CASCADE
);
alter table reply_offer_pages enable row level security;
CREATE INDEX reply_offer_pages_by_case ON public.reply_offer_pages USING btree (org_id, case_id);
create policy of_every_organization on reply_offer_pages as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on reply_offer_pages as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on reply_offer_pages to casem_engine;

create table reply_offers (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  channel_id uuid not null,
  reply_key bytea,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint reply_offers_pk PRIMARY KEY (org_id, id),
  constraint reply_offers_once UNIQUE (reply_key),
  constraint reply_offers_to_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table reply_offers enable row level security;
CREATE INDEX reply_offers_by_user ON public.reply_offers USING btree (org_id, user_id);
CREATE INDEX reply_offers_expired ON public.reply_offers USING btree (expires_at);
create policy of_every_organization on reply_offers as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on reply_offers as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on reply_offers to casem_engine;

create table reply_tries (
  number_key bytea not null,
  tries integer not null,
  window_ends_at timestamp with time zone not null,
  constraint reply_tries_pk PRIMARY KEY (number_key)
);
CREATE INDEX reply_tries_ended ON public.reply_tries USING btree (window_ends_at);
grant delete, insert, select, update on reply_tries to casem_engine;

create table requested_messages (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  channel_id uuid not null,
  address_hmac bytea not null,
  purpose text not null,
  sent_at timestamp with time zone not null,
  constraint requested_messages_pk PRIMARY KEY (org_id, id),
  constraint requested_messages_purpose CHECK ((purpose = ANY (ARRAY['verification'::text, 'test'::text]))),
  constraint requested_messages_by_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table requested_messages enable row level security;
CREATE INDEX requested_messages_by_age ON public.requested_messages USING btree (sent_at);
CREATE INDEX requested_messages_of_address ON public.requested_messages USING btree (address_hmac, sent_at);
CREATE INDEX requested_messages_of_user ON public.requested_messages USING btree (org_id, user_id, sent_at);
create policy of_every_organization on requested_messages as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on requested_messages as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select on requested_messages to casem_app;
grant delete, select on requested_messages to casem_engine;

create table round_robin_turns (
  org_id uuid not null,
  policy_id uuid not null,
  step integer not null,
  last_user_id uuid,
  last_index integer not null,
  constraint round_robin_turns_pk PRIMARY KEY (org_id, policy_id, step),
  constraint round_robin_turns_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table round_robin_turns enable row level security;
create policy of_every_organization on round_robin_turns as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on round_robin_turns as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on round_robin_turns to casem_app;
grant insert, select, update on round_robin_turns to casem_engine;

create table route_actions (
  org_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  rule_id uuid not null,
  "position" integer not null,
  action jsonb not null,
  state text not null,
  reason text,
  attempt integer not null,
  next_attempt_at timestamp with time zone not null,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint route_actions_pk PRIMARY KEY (org_id, id),
  constraint route_actions_once UNIQUE (org_id, case_id, "position"),
  constraint route_actions_state CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'cancelled'::text]))),
  constraint route_actions_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id)
);
alter table route_actions enable row level security;
CREATE INDEX route_actions_leased ON public.route_actions USING btree (lease_until) WHERE (state = 'sending'::text);
CREATE INDEX route_actions_pending ON public.route_actions USING btree (next_attempt_at) WHERE (state = 'pending'::text);
create policy of_every_organization on route_actions as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on route_actions as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant select on route_actions to casem_app;
grant insert, select, update on route_actions to casem_engine;

create table routing_rules (
  org_id uuid not null,
  id uuid not null,
  team_id uuid not null,
  "position" integer not null,
  query text not null,
  urgency text,
  policy_id uuid,
  time_restriction jsonb,
  actions jsonb not null,
  created_at timestamp with time zone not null,
  ack_timeout_minutes integer,
  support_hours jsonb,
  threshold jsonb,
  constraint routing_rules_pk PRIMARY KEY (org_id, id),
  constraint routing_rules_order UNIQUE (org_id, team_id, "position") DEFERRABLE INITIALLY DEFERRED,
  constraint routing_rules_ack_timeout CHECK (((ack_timeout_minutes >= 1) AND (ack_timeout_minutes <= 10080))),
  constraint routing_rules_policy_options CHECK (((policy_id IS NOT NULL) OR ((ack_timeout_minutes IS NULL) AND (support_hours IS NULL) AND (threshold IS NULL)))),
  constraint routing_rules_urgency CHECK ((urgency = ANY (ARRAY['low'::text, 'high'::text, 'dynamic'::text]))),
  constraint routing_rules_of_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id) ON DELETE CASCADE,
  constraint routing_rules_policy FOREIGN KEY (org_id, policy_id) REFERENCES escalation_policies(org_id, id)
);
alter table routing_rules enable row level security;
CREATE INDEX routing_rules_by_policy ON public.routing_rules USING btree (org_id, policy_id);
create policy of_every_organization on routing_rules as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on routing_rules as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on routing_rules to casem_app;
grant select on routing_rules to casem_engine;

create table schedule_hand_offs (
  org_id uuid not null,
  schedule_id uuid not null,
  user_id uuid,
  until timestamp with time zone,
  is_known boolean not null,
  check_at timestamp with time zone not null,
  constraint schedule_hand_offs_pk PRIMARY KEY (org_id, schedule_id),
  constraint schedule_hand_offs_of_schedule FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE,
  constraint schedule_hand_offs_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table schedule_hand_offs enable row level security;
CREATE INDEX schedule_hand_offs_by_user ON public.schedule_hand_offs USING btree (org_id, user_id) WHERE (user_id IS NOT NULL);
CREATE INDEX schedule_hand_offs_due ON public.schedule_hand_offs USING btree (check_at);
create policy of_every_organization on schedule_hand_offs as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on schedule_hand_offs as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on schedule_hand_offs to casem_app;
grant select, update on schedule_hand_offs to casem_engine;

create table schedule_layers (
  org_id uuid not null,
  id uuid not null,
  schedule_id uuid not null,
  "position" integer not null,
  name text not null,
  effective_date timestamp with time zone not null,
  end_date timestamp with time zone,
  rotation_start timestamp with time zone not null,
  interval_days integer not null,
  interval_seconds integer not null,
  time_zone text,
  restrictions jsonb not null,
  turn_offset integer not null,
  constraint schedule_layers_pk PRIMARY KEY (org_id, id),
  constraint schedule_layers_order UNIQUE (org_id, schedule_id, "position") DEFERRABLE INITIALLY DEFERRED,
  constraint schedule_layers_days CHECK (((interval_days >= 0) AND (interval_days <= 400))),
  constraint schedule_layers_interval CHECK ((((interval_days * 86400) + interval_seconds) >= 3600)),
  constraint schedule_layers_offset CHECK ((turn_offset >= 0)),
  constraint schedule_layers_position CHECK (("position" >= 0)),
  constraint schedule_layers_seconds CHECK (((interval_seconds >= 0) AND (interval_seconds <= 2592000))),
  constraint schedule_layers_span CHECK ((effective_date < end_date)),
  constraint schedule_layers_of_schedule FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE
);
alter table schedule_layers enable row level security;
create policy of_every_organization on schedule_layers as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on schedule_layers as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on schedule_layers to casem_app;
grant select on schedule_layers to casem_engine;

create table schedule_members (
  org_id uuid not null,
  layer_id uuid not null,
  number integer not null,
  user_id uuid,
  constraint schedule_members_pk PRIMARY KEY (org_id, layer_id, number),
  constraint schedule_members_number CHECK ((number >= 1)),
  constraint schedule_members_of_layer FOREIGN KEY (org_id, layer_id) REFERENCES schedule_layers(org_id, id) ON DELETE CASCADE,
  constraint schedule_members_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table schedule_members enable row level security;
CREATE INDEX schedule_members_by_user ON public.schedule_members USING btree (org_id, user_id);
create policy of_every_organization on schedule_members as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on schedule_members as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on schedule_members to casem_app;
grant select on schedule_members to casem_engine;

create table schedule_override_claims (
  org_id uuid not null,
  override_id uuid not null,
  schedule_id uuid not null,
  subject uuid not null,
  alone boolean not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  constraint schedule_override_claims_pk PRIMARY KEY (org_id, override_id, subject),
  constraint schedule_override_claims_of_override FOREIGN KEY (org_id, override_id) REFERENCES schedule_overrides(org_id, id) ON DELETE CASCADE,
  constraint schedule_override_claims_once EXCLUDE USING gist (uuid_range(org_id, org_id, '[]'::text) WITH &&, uuid_range(schedule_id, schedule_id, '[]'::text) WITH &&, uuid_range(subject, subject, '[]'::text) WITH &&, (
CASE
    WHEN alone THEN uuid_range(NULL::uuid, NULL::uuid)
    ELSE uuid_range(override_id, override_id, '[]'::text)
END) WITH &&, tstzrange(starts_at, ends_at) WITH &&)
);
alter table schedule_override_claims enable row level security;
create policy of_the_organization on schedule_override_claims as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on schedule_override_claims to casem_app;

create table schedule_overrides (
  org_id uuid not null,
  id uuid not null,
  schedule_id uuid not null,
  user_id uuid,
  replaced_user_id uuid,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  reason text,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint schedule_overrides_pk PRIMARY KEY (org_id, id),
  constraint schedule_overrides_someone CHECK ((num_nonnulls(user_id, replaced_user_id) >= 1)),
  constraint schedule_overrides_span CHECK ((starts_at < ends_at)),
  constraint schedule_overrides_two_people CHECK ((user_id <> replaced_user_id)),
  constraint schedule_overrides_creator FOREIGN KEY (org_id, created_by) REFERENCES users(org_id, id),
  constraint schedule_overrides_of_schedule FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE,
  constraint schedule_overrides_replaced_user FOREIGN KEY (org_id, replaced_user_id) REFERENCES users(org_id, id),
  constraint schedule_overrides_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table schedule_overrides enable row level security;
CREATE INDEX schedule_overrides_by_creator ON public.schedule_overrides USING btree (org_id, created_by);
CREATE INDEX schedule_overrides_by_end ON public.schedule_overrides USING btree (org_id, schedule_id, ends_at);
CREATE INDEX schedule_overrides_by_replaced_user ON public.schedule_overrides USING btree (org_id, replaced_user_id);
CREATE INDEX schedule_overrides_by_start ON public.schedule_overrides USING btree (org_id, schedule_id, starts_at, id);
CREATE INDEX schedule_overrides_by_user ON public.schedule_overrides USING btree (org_id, user_id);
create policy of_every_organization on schedule_overrides as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on schedule_overrides as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on schedule_overrides to casem_app;
grant select on schedule_overrides to casem_engine;

create table schedule_swaps (
  org_id uuid not null,
  id uuid not null,
  schedule_id uuid not null,
  offered_by uuid not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  reason text,
  state text not null,
  taken_by uuid,
  override_id uuid,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint schedule_swaps_pk PRIMARY KEY (org_id, id),
  constraint schedule_swaps_between_two CHECK ((taken_by <> offered_by)),
  constraint schedule_swaps_span CHECK ((starts_at < ends_at)),
  constraint schedule_swaps_state CHECK ((state = ANY (ARRAY['open'::text, 'taken'::text, 'cancelled'::text]))),
  constraint schedule_swaps_taker CHECK (((state = 'taken'::text) = (taken_by IS NOT NULL))),
  constraint schedule_swaps_of_schedule FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE,
  constraint schedule_swaps_offerer FOREIGN KEY (org_id, offered_by) REFERENCES users(org_id, id),
  constraint schedule_swaps_override FOREIGN KEY (org_id, override_id) REFERENCES schedule_overrides(org_id, id) ON DELETE SET NULL (override_id),
  constraint schedule_swaps_takers FOREIGN KEY (org_id, taken_by) REFERENCES users(org_id, id),
  constraint schedule_swaps_once EXCLUDE USING gist (uuid_range(org_id, org_id, '[]'::text) WITH &&, uuid_range(schedule_id, schedule_id, '[]'::text) WITH &&, uuid_range(offered_by, offered_by, '[]'::text) WITH &&, tstzrange(starts_at, ends_at) WITH &&) WHERE ((state = 'open'::text))
);
alter table schedule_swaps enable row level security;
CREATE INDEX schedule_swaps_by_offerer ON public.schedule_swaps USING btree (org_id, offered_by);
CREATE INDEX schedule_swaps_by_override ON public.schedule_swaps USING btree (org_id, override_id);
CREATE INDEX schedule_swaps_by_start ON public.schedule_swaps USING btree (org_id, schedule_id, starts_at, id);
CREATE INDEX schedule_swaps_by_taker ON public.schedule_swaps USING btree (org_id, taken_by);
create policy of_every_organization on schedule_swaps as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on schedule_swaps as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on schedule_swaps to casem_app;
grant select on schedule_swaps to casem_engine;

create table schedule_teams (
  org_id uuid not null,
  schedule_id uuid not null,
  team_id uuid not null,
  "position" integer not null,
  constraint schedule_teams_pk PRIMARY KEY (org_id, schedule_id, team_id),
  constraint schedule_teams_of_schedule FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE,
  constraint schedule_teams_of_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id) ON DELETE CASCADE
);
alter table schedule_teams enable row level security;
CREATE INDEX schedule_teams_by_team ON public.schedule_teams USING btree (org_id, team_id);
create policy of_every_organization on schedule_teams as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on schedule_teams as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on schedule_teams to casem_app;
grant select on schedule_teams to casem_engine;

create table schedules (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  search_text text not null,
  time_zone text not null,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint schedules_pk PRIMARY KEY (org_id, id),
  constraint schedules_named CHECK ((name <> ''::text)),
  constraint schedules_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table schedules enable row level security;
CREATE INDEX schedules_by_name ON public.schedules USING btree (org_id, name, id);
create policy of_every_organization on schedules as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on schedules as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on schedules to casem_app;
grant select on schedules to casem_engine;

create table team_memberships (
  org_id uuid not null,
  team_id uuid not null,
  user_id uuid not null,
  number integer not null,
  role text,
  created_at timestamp with time zone not null,
  constraint team_memberships_pk PRIMARY KEY (org_id, team_id, user_id),
  constraint team_memberships_number_once UNIQUE (org_id, team_id, number),
  constraint team_memberships_role CHECK ((role = 'admin'::text)),
  constraint team_memberships_of_team FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id) ON DELETE CASCADE,
  constraint team_memberships_of_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id)
);
alter table team_memberships enable row level security;
CREATE INDEX team_memberships_by_user ON public.team_memberships USING btree (org_id, user_id);
create policy of_every_organization on team_memberships as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on team_memberships as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on team_memberships to casem_app;
grant select on team_memberships to casem_engine;

create table teams (
  org_id uuid not null,
  id uuid not null,
  handle text not null,
  name text not null,
  description text not null,
  avatar text,
  banner integer,
  hidden_modules text[],
  visible_modules text[],
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint teams_pk PRIMARY KEY (org_id, id),
  constraint teams_handle_once UNIQUE (org_id, handle),
  constraint teams_name_once UNIQUE (org_id, name),
  constraint teams_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table teams enable row level security;
create policy of_every_organization on teams as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on teams as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on teams to casem_app;
grant select on teams to casem_engine;

create table tenant_marker (
  only_row boolean not null,
  tenant text not null,
  created_at timestamp with time zone not null,
  constraint tenant_marker_one_row PRIMARY KEY (only_row),
  constraint tenant_marker_only_row_check CHECK (only_row)
);
grant select on tenant_marker to casem_app;
grant select on tenant_marker to casem_engine;

create table timeline (
  id bigint generated always as identity not null,
  org_id uuid not null,
  case_id uuid not null,
  cell_id uuid not null,
  type text not null,
  actor_kind text not null,
  actor_id text not null,
  message text,
  data jsonb not null,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint timeline_pk PRIMARY KEY (org_id, case_id, id),
  constraint timeline_actor_kind CHECK ((actor_kind = ANY (ARRAY['user'::text, 'system'::text]))),
  constraint timeline_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id)
);
alter table timeline enable row level security;
create policy of_every_organization on timeline as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on timeline as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on timeline to casem_app;
grant insert, select on timeline to casem_engine;

create table timers (
  org_id uuid not null,
  case_id uuid not null,
  kind text not null,
  due_at timestamp with time zone not null,
  attempts integer not null,
  last_error text,
  constraint timers_pk PRIMARY KEY (org_id, case_id, kind),
  constraint timers_of_case FOREIGN KEY (org_id, case_id) REFERENCES cases(org_id, id)
);
alter table timers enable row level security;
CREATE INDEX timers_due ON public.timers USING btree (due_at);
create policy of_every_organization on timers as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on timers as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on timers to casem_app;
grant delete, insert, select, update on timers to casem_engine;

create table user_invitations (
  org_id uuid not null,
  user_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  created_by uuid not null,
  constraint user_invitations_pk PRIMARY KEY (org_id, user_id),
  constraint user_invitations_of_user FOREIGN KEY (org_id, user_id) REFERENCES users(org_id, id) ON DELETE CASCADE
);
alter table user_invitations enable row level security;
create policy of_the_organization on user_invitations as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on user_invitations to casem_app;

create table users (
  org_id uuid not null,
  id uuid not null,
  handle text not null,
  email text not null,
  name text not null,
  title text,
  role text not null,
  status text not null,
  service_account boolean not null,
  verified boolean not null,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  modified_at timestamp with time zone not null,
  constraint users_pk PRIMARY KEY (org_id, id),
  constraint users_handle_once UNIQUE (org_id, handle),
  constraint users_email_lower_case CHECK ((email = lower(email))),
  constraint users_role CHECK ((role = ANY (ARRAY['admin'::text, 'manager'::text, 'responder'::text, 'observer'::text]))),
  constraint users_status CHECK ((status = ANY (ARRAY['Active'::text, 'Pending'::text, 'Disabled'::text]))),
  constraint users_of_organization FOREIGN KEY (org_id) REFERENCES organizations(org_id)
);
alter table users enable row level security;
CREATE INDEX users_by_name ON public.users USING btree (org_id, name, id);
CREATE UNIQUE INDEX users_email_once ON public.users USING btree (org_id, email);
create policy of_every_organization on users as permissive for all to casem_engine using (true) with check (true);
create policy of_the_organization on users as permissive for all to casem_app using ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));
grant insert, select, update on users to casem_app;
grant select on users to casem_engine;

create view case_search_of_organization as
 SELECT org_id,
    case_id,
    version,
    status,
    priority,
    urgency,
    project_id,
    team_id,
    escalation_policy_id,
    assignee_id,
    responder_ids,
    services,
    tags,
    key,
    is_shadow,
    created_at,
    modified_at,
    closed_at,
    search_text,
    words
   FROM case_search s
  WHERE (org_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"));
