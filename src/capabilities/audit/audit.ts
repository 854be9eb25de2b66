import { Injectable } from '@nestjs/common';
import { actorReference, type Actor, type SystemActor } from '../../kernel/index.js';
import { EngineUnitOfWork, GroupCommit, type Outcome, type Tx } from '../../platform/database/index.js';

/** One thing that was done or read. `before` and `after` hold ids and facts; of a personal field only its name. */
export interface AuditEntry {
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly before?: object;
  readonly after?: object;
}

const INSERT = `
insert into audit (org_id, occurred_at, actor_kind, actor_id, action, resource_type, resource_id, before, after, request_id)
select e.org_id, clock_timestamp(), e.actor_kind, e.actor_id, e.action, e.resource_type, e.resource_id, e.before, e.after,
       e.request_id
  from jsonb_to_recordset($1::jsonb) as e(org_id uuid, actor_kind text, actor_id text, action text, resource_type text,
         resource_id text, before jsonb, after jsonb, request_id text)`;

const MAX_READS = 500;

/** The log for auditors: written in the transaction of what it tells of, changed by nobody. */
@Injectable()
export class Audit {
  private readonly reads = new GroupCommit<object, undefined>((rows) => this.commitReads(rows), MAX_READS);

  constructor(private readonly engine: EngineUnitOfWork) {}

  record(tx: Tx, actor: Actor | SystemActor, entry: AuditEntry): Promise<void> {
    return this.recordAll(tx, [{ actor, ...entry }]);
  }

  /** One statement for all. */
  async recordAll(tx: Tx, entries: readonly (AuditEntry & { readonly actor: Actor | SystemActor })[]): Promise<void> {
    if (entries.length === 0) return;
    await tx.query(INSERT, [JSON.stringify(entries.map(({ actor, ...entry }) => rowOf(actor, entry)))]);
  }

  /**
   * Records that the caller read personal data of `userIds` through the resources. Committed before the data is
   * answered, together with what others read at the same moment.
   */
  async recordRead(
    actor: Actor,
    resourceType: string,
    resourceIds: readonly string[],
    userIds: readonly string[],
  ): Promise<void> {
    const resourceId = resourceIds.length === 1 ? (resourceIds[0] ?? '') : `${resourceIds.length} resources`;
    const after = { resource_ids: resourceIds, user_ids: userIds };
    await this.reads.submit(rowOf(actor, { action: 'personal_data.read', resourceType, resourceId, after }));
  }

  private async commitReads(rows: readonly object[]): Promise<Outcome<undefined>[]> {
    await this.engine.statement(INSERT, [JSON.stringify(rows)]);
    return rows.map(() => ({ ok: true, result: undefined }));
  }
}

function rowOf(actor: Actor | SystemActor, entry: AuditEntry): object {
  const { kind, id } = actorReference(actor);
  return {
    org_id: actor.orgId,
    actor_kind: kind,
    actor_id: id,
    action: entry.action,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    before: entry.before,
    after: entry.after,
    request_id: actor.kind === 'user' ? actor.requestId : '',
  };
}
