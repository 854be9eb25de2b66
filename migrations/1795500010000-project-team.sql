-- The team that a project is for. A team that goes leaves its projects behind.

alter table projects add column team_id uuid;
alter table projects add constraint projects_team
  foreign key (org_id, team_id) references teams on delete set null (team_id);
create index projects_by_team on projects (org_id, team_id) where team_id is not null;
