import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { DomainEvent } from './domain-event.js';

/** Where events wait for the relay: written in the transaction of the change they tell of. */
@Injectable()
export class Outbox {
  append(tx: Tx, event: DomainEvent): Promise<void> {
    return this.appendAll(tx, [event]);
  }

  /** One statement for all; the order of the list is the order of the events. */
  async appendAll(tx: Tx, events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map((event) => ({
      org_id: event.orgId,
      event_id: newId(),
      type: event.type,
      case_id: event.caseId,
      case_version: event.caseVersion,
      actor_kind: event.actor.kind,
      actor_id: event.actor.id,
      data: event.data,
    }));
    await tx.query(
      `insert into outbox (org_id, event_id, type, case_id, case_version, actor_kind, actor_id, occurred_at, data)
       select e.org_id, e.event_id, e.type, e.case_id, e.case_version, e.actor_kind, e.actor_id, clock_timestamp(), e.data
         from rows from (jsonb_to_recordset($1::jsonb) as (org_id uuid, event_id uuid, type text, case_id uuid,
                case_version bigint, actor_kind text, actor_id text, data jsonb)) with ordinality
                as e(org_id, event_id, type, case_id, case_version, actor_kind, actor_id, data, position)
        order by e.position`,
      [JSON.stringify(rows)],
    );
  }
}
