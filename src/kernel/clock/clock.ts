/** The least that reading the time needs of a transaction; `Tx` of platform/database has it. */
interface Queryable {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/**
 * Time is the database's, so that every process of a tenant agrees and tests can move it.
 * `clock_timestamp()` and not `now()`: the latter is the start of the transaction, as old as its wait for a lock.
 */
export class Clock {
  /** The database's time at this moment, µs precision. Call it after taking the row's lock. */
  async now(tx: Queryable): Promise<Temporal.Instant> {
    const rows = await tx.query<{ at: Temporal.Instant }>('select clock_timestamp() as at');
    const at = rows[0]?.at;
    if (at === undefined) throw new Error('the database answered no time');
    return at;
  }
}

/** This host's time: only for what never meets a row (signatures, log lines, cache ages). */
export function wallClock(): Temporal.Instant {
  return Temporal.Now.instant();
}

/** Milliseconds of a clock that never jumps, for durations. */
export function monotonicMs(): number {
  return performance.now();
}
