import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { queryToSql, type Query, type SqlFields } from '../../platform/query/index.js';

interface Named {
  readonly table: string;
  readonly fields: SqlFields;
}

/** What a query names by its id or by a name, and where both stand. Rows are named `n`. */
const NAMED: ReadonlyMap<string, Named> = new Map([
  [
    'team',
    { table: 'teams', fields: { team: { column: 'array[n.id::text, n.handle]' }, text: { column: 'n.handle' } } },
  ],
  [
    'project',
    { table: 'projects', fields: { project: { column: 'array[n.id::text, n.key]' }, text: { column: 'n.key' } } },
  ],
]);

/** More than an organization has; a bound for the statement that carries the ids on. */
const MOST_IDS = 10_000;

/**
 * Replaces what a query says of teams and projects by their ids: handles may change, so an index knows ids alone. One
 * statement for each mention; queries hold few.
 */
@Injectable()
export class NamedReferences {
  async resolve(tx: Tx, orgId: OrgId, query: Query, now: Temporal.Instant): Promise<Query> {
    switch (query.type) {
      case 'and':
      case 'or': {
        const of: Query[] = [];
        for (const child of query.of) of.push(await this.resolve(tx, orgId, child, now));
        return { type: query.type, of };
      }
      case 'not':
        return { type: 'not', of: await this.resolve(tx, orgId, query.of, now) };
      case 'present':
        return NAMED.has(query.field) ? { ...query, many: false } : query;
      case 'keyword':
      case 'pattern': {
        const named = NAMED.get(query.field);
        return named === undefined ? query : this.idsThatMatch(tx, orgId, named, query, now);
      }
      default:
        return query;
    }
  }

  /** The same folding and wildcards as everywhere, over the few rows of the organization. By the primary key. */
  private async idsThatMatch(
    tx: Tx,
    orgId: OrgId,
    { table, fields }: Named,
    query: Query & { readonly field: string },
    now: Temporal.Instant,
  ): Promise<Query> {
    const parameters: unknown[] = [orgId];
    const condition = queryToSql(query, fields, parameters, now);
    const rows = await tx.query<{ id: string }>(
      `select n.id from ${table} n where n.org_id = $1 and ${condition} limit ${MOST_IDS}`,
      parameters,
    );
    return { type: 'id', field: query.field, many: false, values: rows.map((row) => row.id) };
  }
}
