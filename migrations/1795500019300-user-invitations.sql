-- That a person was invited, the last time. Gives no right by itself.
create table user_invitations (
  org_id uuid not null,
  user_id uuid not null,
  id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  created_by uuid not null,
  constraint user_invitations_pk primary key (org_id, user_id),
  constraint user_invitations_of_user foreign key (org_id, user_id) references users on delete cascade
);
call protect_by_organization('user_invitations', 'select, insert, update', '');
