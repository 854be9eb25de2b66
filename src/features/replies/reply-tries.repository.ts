import { Injectable } from '@nestjs/common';
import { EngineUnitOfWork } from '../../platform/database/index.js';

/** Wrong answers of one number before it gets none any more, until the window ends. */
const MAX_TRIES = 5;
const WINDOW_MINUTES = 15;

/** Counts what numbers get wrong: there are only 9,000 codes. */
@Injectable()
export class ReplyTriesRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /**
   * Takes one try, before anything is looked up, so that many at once are counted as well; a window that ended begins
   * anew. Answers whether there was one left. Forgets some that ended, by reply_tries_ended.
   */
  async take(numberKey: Buffer): Promise<boolean> {
    const [row] = await this.engine.statement<{ tries: number }>(
      `with clock as materialized (
         select clock_timestamp() as at
       ), forgotten as (
         delete from reply_tries t
          where t.number_key <> $1 and t.number_key in (
            select e.number_key from reply_tries e where e.window_ends_at < (select at from clock)
             order by e.window_ends_at limit 20 for update skip locked)
       )
       insert into reply_tries as t (number_key, tries, window_ends_at)
       select $1, 1, clock.at + make_interval(mins => $2) from clock
       on conflict (number_key) do update
         set tries = case when t.window_ends_at > (select at from clock) then t.tries + 1 else 1 end,
             window_ends_at = case when t.window_ends_at > (select at from clock) then t.window_ends_at
                                   else excluded.window_ends_at end
       returning tries`,
      [numberKey, WINDOW_MINUTES],
    );
    return (row?.tries ?? 1) <= MAX_TRIES;
  }

  /** The answer was right: it takes no try. By reply_tries_pk. */
  async giveBack(numberKey: Buffer): Promise<void> {
    await this.engine.statement('update reply_tries t set tries = greatest(t.tries - 1, 0) where t.number_key = $1', [
      numberKey,
    ]);
  }
}
