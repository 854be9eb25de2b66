-- The pace of notifications to one person (DESIGN §4.10): the generic cell rate algorithm, one row a person. The row
-- holds the theoretical arrival time of the next repeat; what is new for a person does not touch it.

create table notification_pace (
  org_id uuid not null,
  user_id uuid not null,
  next_repeat_at timestamptz not null,
  constraint notification_pace_pk primary key (org_id, user_id),
  constraint notification_pace_of_user foreign key (org_id, user_id) references users
);
call protect_by_organization('notification_pace', 'select, insert, update', 'select, insert, update');
