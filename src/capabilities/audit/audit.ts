import { Injectable } from '@nestjs/common';
import { actorReference, type Actor, type SystemActor } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';

/** One thing that was done or read. `before` and `after` hold ids and facts; of a personal field only its name. */
export interface AuditEntry {
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly before?: object;
  readonly after?: object;
}

/** The log for auditors: written in the transaction of what it tells of, changed by nobody. */
@Injectable()
export class Audit {
  async record(tx: Tx, actor: Actor | SystemActor, entry: AuditEntry): Promise<void> {
    const { kind, id } = actorReference(actor);
    await tx.query(
      `insert into audit (org_id, occurred_at, actor_kind, actor_id, action, resource_type, resource_id, before, after,
                          request_id)
       values ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        actor.orgId,
        kind,
        id,
        entry.action,
        entry.resourceType,
        entry.resourceId,
        entry.before === undefined ? null : JSON.stringify(entry.before),
        entry.after === undefined ? null : JSON.stringify(entry.after),
        actor.kind === 'user' ? actor.requestId : '',
      ],
    );
  }
}
