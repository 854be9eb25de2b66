-- The ground every later migration stands on: which tenant this database belongs to, and how a table is protected.

-- One row: the tenant whose process may use this database.
create table tenant_marker (
  only_row boolean not null constraint tenant_marker_one_row primary key check (only_row),
  tenant text not null,
  created_at timestamptz not null
);
grant select on tenant_marker to casem_app, casem_engine;

/*
 * Protects a table of the tenant: row-level security by organization for `casem_app`, an explicit pass for
 * `casem_engine`, and only the verbs given (ADR 0003). The sub-select is evaluated once a statement, not once a row.
 * An unset or empty `app.org_id` selects nothing and raises nothing.
 */
create procedure protect_by_organization(target regclass, app_verbs text, engine_verbs text)
language plpgsql as $$
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
end $$;
