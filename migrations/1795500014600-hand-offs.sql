-- Who was told last that they are on call, for each schedule, so that a change is told once.

create table schedule_hand_offs (
  org_id uuid not null,
  schedule_id uuid not null,
  -- who is on call as far as people were told; null: nobody
  user_id uuid,
  -- the end of that person's shift as it was when last looked at
  until timestamptz,
  -- false until the first look at a schedule that was there before this table: nobody is told what they know
  is_known boolean not null,
  -- when the next change may come, or an edit came
  check_at timestamptz not null,
  constraint schedule_hand_offs_pk primary key (org_id, schedule_id),
  constraint schedule_hand_offs_of_schedule foreign key (org_id, schedule_id) references schedules on delete cascade,
  constraint schedule_hand_offs_user foreign key (org_id, user_id) references users
);
create index schedule_hand_offs_due on schedule_hand_offs (check_at);
create index schedule_hand_offs_by_user on schedule_hand_offs (org_id, user_id) where user_id is not null;
call protect_by_organization('schedule_hand_offs', 'select, insert, update', 'select, update');

insert into schedule_hand_offs (org_id, schedule_id, is_known, check_at)
select s.org_id, s.id, false, s.modified_at from schedules s;
