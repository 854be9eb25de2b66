import { Injectable } from '@nestjs/common';
import type { OrgId, Page, PageRequest, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { IssuedKey } from './issued-key.js';
import type { KeyKind } from './key.js';

export interface KeyQuery {
  readonly page: PageRequest;
  readonly sort: KeySort;
  readonly descending: boolean;
  /** Part of a name in any case. */
  readonly text?: string;
  readonly userId?: UserId;
}

const SORT_COLUMNS = { name: 'k.name', created_at: 'k.created_at', last4: 'k.last4' } as const;
export type KeySort = keyof typeof SORT_COLUMNS;
export const KEY_SORTS = Object.keys(SORT_COLUMNS) as KeySort[];

export interface NewKey {
  readonly id: string;
  readonly name: string;
  readonly hmac: Buffer;
  readonly last4: string;
  readonly userId: UserId;
  readonly expiresAt: Temporal.Instant | null;
}

const TABLES = {
  api: { table: 'api_keys', user: 'created_by' },
  application: { table: 'application_keys', user: 'user_id' },
} as const satisfies Record<KeyKind, object>;

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly last4: string;
  readonly user_id: UserId | null;
  readonly created_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant | null;
  readonly last_used_at: Temporal.Instant | null;
}

/** The keys of an organization that are not revoked. A revoked one stays in its table for the audit, and unseen. */
@Injectable()
export class IssuedKeysRepository {
  async insert(tx: Tx, orgId: OrgId, kind: KeyKind, key: NewKey): Promise<IssuedKey> {
    const { table, user } = TABLES[kind];
    const rows = await tx.query<KeyRow>(
      `insert into ${table} as k (org_id, id, name, key_hmac, last4, ${user}, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, clock_timestamp(), $7::timestamptz)
       returning ${columns(kind)}`,
      [orgId, key.id, key.name, key.hmac, key.last4, key.userId, key.expiresAt?.toString() ?? null],
    );
    if (rows[0] === undefined) throw new Error('the statement wrote no key');
    return keyOf(kind, rows[0]);
  }

  /** By the primary key; with `userId` only if the key is theirs. */
  async find(tx: Tx, orgId: OrgId, kind: KeyKind, id: string, userId?: UserId): Promise<IssuedKey | undefined> {
    const { table, user } = TABLES[kind];
    const rows = await tx.query<KeyRow>(
      `select ${columns(kind)} from ${table} k
        where k.org_id = $1 and k.id = $2 and k.revoked_at is null and ($3::uuid is null or k.${user} = $3)`,
      [orgId, id, userId ?? null],
    );
    return rows[0] && keyOf(kind, rows[0]);
  }

  /** One page, and how many match. Reads the keys of the organization. */
  async list(tx: Tx, orgId: OrgId, kind: KeyKind, query: KeyQuery): Promise<Page<IssuedKey>> {
    const { table, user } = TABLES[kind];
    const direction = query.descending ? 'desc' : 'asc';
    const matching = `from ${table} k
      where k.org_id = $1 and k.revoked_at is null
        and ($2::text is null or position(lower($2) in lower(k.name)) > 0)
        and ($3::uuid is null or k.${user} = $3)`;
    const parameters = [orgId, query.text ?? null, query.userId ?? null];
    const counts = await tx.query<{ total: number }>(`select count(*) as total ${matching}`, parameters);
    const rows = await tx.query<KeyRow>(
      `select ${columns(kind)} ${matching}
        order by ${SORT_COLUMNS[query.sort]} ${direction}, k.id ${direction} limit $4 offset $5`,
      [...parameters, query.page.size, query.page.size * query.page.number],
    );
    return { items: rows.map((row) => keyOf(kind, row)), total: counts[0]?.total ?? 0 };
  }

  /** The key that was revoked, or undefined when there was none to revoke. */
  async revoke(tx: Tx, orgId: OrgId, kind: KeyKind, id: string, userId?: UserId): Promise<IssuedKey | undefined> {
    const { table, user } = TABLES[kind];
    const rows = await tx.query<KeyRow>(
      `update ${table} k set revoked_at = clock_timestamp()
        where k.org_id = $1 and k.id = $2 and k.revoked_at is null and ($3::uuid is null or k.${user} = $3)
       returning ${columns(kind)}`,
      [orgId, id, userId ?? null],
    );
    return rows[0] && keyOf(kind, rows[0]);
  }
}

function columns(kind: KeyKind): string {
  return `k.id, k.name, k.last4, k.${TABLES[kind].user} as user_id, k.created_at, k.expires_at, k.last_used_at`;
}

function keyOf(kind: KeyKind, row: KeyRow): IssuedKey {
  const { id, name, last4, user_id: userId } = row;
  return {
    ...{ id, kind, name, last4, userId },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
