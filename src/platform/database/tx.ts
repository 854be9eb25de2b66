declare const made: unique symbol;

/**
 * An open transaction. Only `UnitOfWork` and `EngineUnitOfWork` make one, and every write takes one, so a write
 * outside a transaction does not compile.
 */
export interface Tx {
  readonly [made]: true;
  /** Runs one statement and returns its rows. Errors are those of pg, with their SQLSTATE in `code`. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Runs `work` once after the commit, never after a rollback. */
  afterCommit(work: () => void): void;
  /** Runs `work` under a savepoint: when it throws, what it wrote is undone and the transaction goes on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}
