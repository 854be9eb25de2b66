-- The way of a domain event: outbox (with the change) → publisher → events (7 days, by position). DESIGN §4.6.

create table outbox (
  id bigint generated always as identity constraint outbox_pk primary key,
  org_id uuid not null constraint outbox_of_organization references organizations,
  event_id uuid not null,
  type text not null,
  case_id uuid not null,
  case_version bigint not null,
  actor_kind text not null,
  actor_id text not null,
  occurred_at timestamptz not null,
  data jsonb not null
);
call protect_by_organization('outbox', 'insert', 'select, insert, delete');

-- The leader of the relay. Only its holder assigns positions.
create table relay_lease (
  only_row boolean not null constraint relay_lease_one_row primary key check (only_row),
  holder text not null,
  epoch bigint not null,
  heartbeat_at timestamptz not null,
  last_position bigint not null
);
insert into relay_lease (only_row, holder, epoch, heartbeat_at, last_position)
  values (true, '', 0, '-infinity', 0);
grant select, update on relay_lease to casem_engine;

create table events (
  position bigint not null,
  published_at timestamptz not null,
  org_id uuid not null,
  event_id uuid not null,
  type text not null,
  case_id uuid not null,
  case_version bigint not null,
  actor_kind text not null,
  actor_id text not null,
  occurred_at timestamptz not null,
  data jsonb not null,
  constraint events_pk primary key (position, published_at)
) partition by range (published_at);
call protect_by_organization('events', 'select', 'select, insert');

/*
 * Makes the partitions of the day of `today` and of the two days after, and drops those that ended more than seven
 * days before. Owned by the schema's owner, because the engine may not create tables. Days are UTC.
 */
create function maintain_event_partitions(today timestamptz) returns void
language plpgsql security definer set search_path = public, pg_catalog set timezone = 'UTC' as $$
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
end $$;
revoke execute on function maintain_event_partitions(timestamptz) from public;
grant execute on function maintain_event_partitions(timestamptz) to casem_engine;

-- Which subscriber has taken which event: delivery is at least once, the effect is once.
create table event_receipts (
  subscriber text not null,
  event_id uuid not null,
  received_at timestamptz not null,
  constraint event_receipts_pk primary key (subscriber, event_id)
);
create index event_receipts_by_age on event_receipts (received_at);
grant select, insert, delete on event_receipts to casem_engine;

-- How many events of a type an organization had on a day (UTC).
create table event_counts (
  org_id uuid not null constraint event_counts_of_organization references organizations,
  day date not null,
  type text not null,
  total bigint not null,
  constraint event_counts_pk primary key (org_id, day, type)
);
call protect_by_organization('event_counts', 'select', 'select, insert, update');

-- What search reads: fed by the relay, never by a request. Ids of people only.
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
  created_at timestamptz not null,
  modified_at timestamptz,
  closed_at timestamptz,
  search_text text not null,
  words tsvector not null,
  constraint case_search_pk primary key (org_id, case_id),
  constraint case_search_of_case foreign key (org_id, case_id) references cases
);
create index case_search_by_creation on case_search (org_id, created_at, case_id);
create index case_search_words on case_search using gin (words);
create index case_search_text on case_search using gin (search_text gin_trgm_ops);
create index case_search_tags on case_search using gin (tags);
call protect_by_organization('case_search', 'select', 'select, insert, update');
