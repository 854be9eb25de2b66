-- What is due of the notifications, by time, what is new for a person apart from what repeats: thousands of repeats that
-- wait for their turn are not looked at.

drop index notifications_pending;
create index notifications_new on notifications (next_attempt_at) where state = 'pending' and repeat_rank = 0;
create index notifications_repeats on notifications (next_attempt_at) where state = 'pending' and repeat_rank > 0;
