import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { ConflictError, type OrgId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import type { BulkResult } from './bulk-result.js';

/** A request under an idempotency key. `meaning` is what the body means, to be told from another body. */
export interface BulkClaim {
  readonly orgId: OrgId;
  readonly key: string;
  readonly meaning: unknown;
}

interface Row {
  readonly same_body: boolean;
  readonly is_claimed: boolean;
  readonly results: BulkResult[] | null;
}

/** Old keys that one claim forgets on its way, more than one a claim so that they cannot pile up. */
const FORGOTTEN = 100;

/** Idempotency keys of bulk requests. Those of creates are kept with the page that they made. */
@Injectable()
export class BulkRequests {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Takes the request to be carried out, or answers its results so far. Throws `ConflictError` when the key came with
   * another body in the last 24 hours, and while an earlier request with it is still carried out.
   */
  claim({ orgId, key, meaning }: BulkClaim): Promise<readonly BulkResult[]> {
    return this.unitOfWork.run(orgId, async (tx) => {
      await forgetOld(tx, orgId, key);
      const inserted = await tx.query(
        `insert into page_bulk_requests (org_id, key, body_hash, created_at, claimed_at)
         select $1, $2, $3, c.at, c.at from (select clock_timestamp() as at) c
         on conflict do nothing returning 1`,
        [orgId, key, hashOf(meaning)],
      );
      if (inserted.length > 0) return [];
      return takeOver(tx, orgId, key, hashOf(meaning));
    });
  }

  finish({ orgId, key }: BulkClaim, results: readonly BulkResult[]): Promise<void> {
    return this.unitOfWork.run(orgId, async (tx) => {
      await tx.query('update page_bulk_requests r set results = $3 where r.org_id = $1 and r.key = $2', [
        orgId,
        key,
        JSON.stringify(results),
      ]);
    });
  }

  /** Gives up what could not be carried out, so that the next try need not wait for the claim to grow old. */
  release({ orgId, key }: BulkClaim): Promise<void> {
    return this.unitOfWork.run(orgId, async (tx) => {
      await tx.query('delete from page_bulk_requests r where r.org_id = $1 and r.key = $2 and r.results is null', [
        orgId,
        key,
      ]);
    });
  }
}

/** By page_bulk_requests_pk and page_bulk_requests_by_age. */
async function forgetOld(tx: Tx, orgId: OrgId, key: string): Promise<void> {
  await tx.query(
    `delete from page_bulk_requests r
      where r.org_id = $1 and r.created_at <= (select clock_timestamp()) - interval '24 hours'
        and (r.key = $2 or r.key in (
              select o.key from page_bulk_requests o where o.org_id = $1 order by o.created_at limit ${FORGOTTEN}
                 for update skip locked))`,
    [orgId, key],
  );
}

async function takeOver(tx: Tx, orgId: OrgId, key: string, bodyHash: Buffer): Promise<readonly BulkResult[]> {
  const rows = await tx.query<Row>(
    `select r.body_hash = $3 as same_body, r.results,
            r.claimed_at > clock_timestamp() - interval '1 minute' as is_claimed
       from page_bulk_requests r where r.org_id = $1 and r.key = $2 for update`,
    [orgId, key, bodyHash],
  );
  const row = rows[0];
  if (row === undefined) throw inUse();
  if (!row.same_body) {
    throw new ConflictError(
      'The idempotency key was used with another body in the last 24 hours.',
      'idempotency_key_reused',
    );
  }
  if (row.results === null && row.is_claimed) throw inUse();
  await tx.query('update page_bulk_requests r set claimed_at = clock_timestamp() where r.org_id = $1 and r.key = $2', [
    orgId,
    key,
  ]);
  return row.results ?? [];
}

function inUse(): ConflictError {
  return new ConflictError(
    'An earlier request with this idempotency key is still being carried out; try again.',
    'idempotency_key_in_use',
  );
}

function hashOf(meaning: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(meaning)).digest();
}
