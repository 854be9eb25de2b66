-- Maintenance windows: times in which pages that match a query are not escalated. On both tenants.

create table maintenance_windows (
  org_id uuid not null constraint maintenance_windows_of_organization references organizations,
  id uuid not null,
  name text not null constraint maintenance_windows_named check (name <> ''),
  query text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz,
  updated_by uuid,
  constraint maintenance_windows_pk primary key (org_id, id),
  constraint maintenance_windows_hold_time check (starts_at < ends_at)
);
create index maintenance_windows_by_start on maintenance_windows (org_id, starts_at, id);
-- On the path of every create: what of an organization is not over yet, which is little however much is.
create index maintenance_windows_by_end on maintenance_windows (org_id, ends_at);
call protect_by_organization('maintenance_windows', 'select, insert, update, delete', 'select');
