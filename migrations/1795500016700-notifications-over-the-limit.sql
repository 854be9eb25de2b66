-- Of a page whose service has more open pages than its limit: it goes with the next message, and says so.
alter table notifications add column over_limit boolean not null default false;
