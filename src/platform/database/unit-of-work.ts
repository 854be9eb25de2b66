import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResult } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import { InvalidError, isUuid, LimitError, UnavailableError, type OrgId } from '../../kernel/index.js';
import { AppDataSource, EngineDataSource } from './data-source.js';
import { isPlanOld, prepared } from './prepared.js';
import type { Tx } from './tx.js';

/** SQLSTATE of a deadlock and of a serialization failure: the whole unit may be run again. */
const RETRYABLE = new Set(['40P01', '40001']);
const MAX_RUNS = 3;
const BEGIN_READ = 'begin isolation level repeatable read read only';
/** Ends the statements that begin a read: the time is wanted more often than not, and comes without a round trip. */
const READ_CLOCK = 'select clock_timestamp() as at';
const COSTLY_MS = 2_000;
const COSTLY_AT_ONCE = 4;
const COSTLY_WAITING = 200;
/** SQLSTATE of a statement that its timeout ended. */
const QUERY_CANCELED = '57014';

/** Transactions of requests: as `casem_app`, bound to one organization by row-level security. */
@Injectable()
export class UnitOfWork {
  private readonly shares = new Map<OrgId, BulkheadPolicy>();

  constructor(private readonly dataSource: AppDataSource) {}

  /** Runs `work` in one transaction of the organization; commits when it returns, rolls back when it throws. */
  run<T>(orgId: OrgId, work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, `begin; ${bindTo(orgId)}`, work);
  }

  /** One statement that reads, in one round trip. */
  async select<Row>(orgId: OrgId, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return repeatable(() =>
      withClient(this.dataSource, async (client) => {
        const [, result] = await Promise.all([
          client.query(`begin read only; ${bindTo(orgId)}`),
          client.query(prepared(sql, parameters)),
          client.query('commit'),
        ]);
        return result.rows as Row[];
      }),
    );
  }

  /** As `run`, read only and with one snapshot for all of its statements. `at` is the database's time as it began. */
  read<T>(orgId: OrgId, work: (tx: Tx, at: Temporal.Instant) => Promise<T>): Promise<T> {
    const begin = `${BEGIN_READ}; ${bindTo(orgId)}; ${READ_CLOCK}`;
    return transaction(this.dataSource, begin, (tx, begun) => work(tx, timeOf(begun)));
  }

  /**
   * As `read`, for statements whose cost a caller decides (filters, search, facets): each has two seconds, and an
   * organization runs four at a time, so that a costly one takes nothing from others. Throws `InvalidError` for one that
   * takes longer, `LimitError` when too many wait.
   */
  async readCostly<T>(orgId: OrgId, work: (tx: Tx, at: Temporal.Instant) => Promise<T>): Promise<T> {
    const share = this.shares.get(orgId) ?? bulkhead(COSTLY_AT_ONCE, COSTLY_WAITING);
    this.shares.set(orgId, share);
    const begin = `${BEGIN_READ}; set local statement_timeout = ${COSTLY_MS}; ${bindTo(orgId)}; ${READ_CLOCK}`;
    try {
      return await share.execute(() =>
        transaction(this.dataSource, begin, (tx, begun) => work(tx, timeOf(begun)), unprepared),
      );
    } catch (error) {
      if (error instanceof BulkheadRejectedError) {
        throw new LimitError('Too many searches of the organization are waiting; try again.', 1, 'too_many_searches');
      }
      if (sqlState(error) !== QUERY_CANCELED) throw error;
      throw new InvalidError('The query takes too long; narrow it.', [], 'query_too_costly');
    } finally {
      if (share.executionSlots === COSTLY_AT_ONCE) this.shares.delete(orgId);
    }
  }
}

/** Transactions of the engine: over all organizations, with the verbs that ADR 0003 lists. */
@Injectable()
export class EngineUnitOfWork {
  constructor(private readonly dataSource: EngineDataSource) {}

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, 'begin', work);
  }

  /** One statement in its own transaction: a single round trip, for the hot path. */
  async statement<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return repeatable(() =>
      withClient(this.dataSource, async (client) => {
        const result = await client.query(prepared(sql, parameters));
        return result.rows as Row[];
      }),
    );
  }
}

/**
 * Set for the transaction only: a session's setting leaks to the next user of the pooled connection (seen). The id is
 * written into the text to save a round trip, hence the check of its form.
 */
function bindTo(orgId: OrgId): string {
  if (!isUuid(orgId)) throw new Error('an organization id must be a UUID');
  return `set local app.org_id = '${orgId}'`;
}

/** As a caller composed it: its plan depends on its values. */
const unprepared: typeof prepared = (text, parameters) => ({ text, values: [...parameters] });

/** What the last of the statements that began a read answered. */
function timeOf(begun: unknown): Temporal.Instant {
  const last: unknown = Array.isArray(begun) ? begun.at(-1) : undefined;
  const at = (last as QueryResult<{ at: Temporal.Instant }> | undefined)?.rows[0]?.at;
  if (at === undefined) throw new Error('the database answered no time');
  return at;
}

async function transaction<T>(
  dataSource: DataSource,
  begin: string,
  work: (tx: Tx, begun: unknown) => Promise<T>,
  statement = prepared,
): Promise<T> {
  const { result, commitHooks } = await repeatable(() =>
    withClient(dataSource, (client) => attempt(client, begin, work, statement)),
  );
  for (const hook of commitHooks) hook();
  return result;
}

async function repeatable<T>(run: () => Promise<T>): Promise<T> {
  for (let runs = 1; ; runs += 1) {
    try {
      return await run();
    } catch (error) {
      if (runs >= MAX_RUNS || !RETRYABLE.has(sqlState(error) ?? '')) throw error;
    }
  }
}

async function attempt<T>(
  client: PoolClient,
  begin: string,
  work: (tx: Tx, begun: unknown) => Promise<T>,
  statement: typeof prepared,
) {
  const commitHooks: (() => void)[] = [];
  const begun: unknown = await client.query(begin);
  try {
    const result = await work(transactionOf(client, commitHooks, statement), begun);
    await client.query('commit');
    return { result, commitHooks };
  } catch (error) {
    // A connection that is gone has rolled back already; the first error is the one that tells.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

function transactionOf(client: PoolClient, commitHooks: (() => void)[], statement: typeof prepared): Tx {
  const tx = {
    async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
      const result = await client.query(statement(sql, parameters));
      return result.rows as Row[];
    },
    afterCommit(work: () => void): void {
      commitHooks.push(work);
    },
    async savepoint<T>(work: () => Promise<T>): Promise<T> {
      await client.query('savepoint step');
      try {
        const result = await work();
        await client.query('release savepoint step');
        return result;
      } catch (error) {
        await client.query('rollback to savepoint step; release savepoint step');
        throw error;
      }
    },
  };
  return tx as unknown as Tx;
}

async function withClient<T>(dataSource: DataSource, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const client = await connect(runner);
    if (isPlanOld(client)) await client.query('discard plans');
    return await work(client);
  } catch (error) {
    if (isConnectionLost(error)) throw new UnavailableError('The database does not answer.', { cause: error });
    throw error;
  } finally {
    await runner.release();
  }
}

/** A pool that is full or a server that is away: not the caller's mistake, and worth another try. */
async function connect(runner: QueryRunner): Promise<PoolClient> {
  try {
    return (await runner.connect()) as PoolClient;
  } catch (error) {
    throw new UnavailableError('The database has no connection to give.', { cause: error });
  }
}

/** SQLSTATE class 08 and 57P01–03, and what sockets say. */
function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined && /^(08|57P0)/.test(state)) return true;
  const text = error instanceof Error ? error.message : '';
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return /Connection terminated/i.test(text) || /^(ECONN|EPIPE|ETIMEDOUT)/.test(String(code));
}

/** The five-character SQLSTATE of a database error, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The name of the constraint that a statement violated, or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  const name: unknown =
    typeof error === 'object' && error !== null && 'constraint' in error ? error.constraint : undefined;
  return typeof name === 'string' ? name : undefined;
}
