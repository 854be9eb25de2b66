import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import type { ProviderStatus } from './provider-report.js';

export interface ProviderReport {
  readonly orgId: string;
  readonly about: 'notifications' | 'messages';
  readonly aboutId: string;
  readonly providerId: string;
  readonly status: ProviderStatus;
  readonly errorCode?: string;
}

/**
 * Records a report unless a later one was recorded before, and tells the end on the timeline of each page of the message. The end is told
 * once: whatever comes after it has no lower rank and no end of its own.
 */
const OF_NOTIFICATION = `
with about as (
  select n.org_id, n.id from notifications n where n.org_id = $1 and n.id = $2
), told as (
  select n.org_id, n.id, n.case_id, n.user_id, n.channel, n.step_index from notifications n
   where n.org_id = $1 and (n.id = $2 or n.bundle_id = $2)
), recorded as (
  insert into provider_reports as r (org_id, id, notification_id, provider_id, status, rank, error_code, reported_at)
  select a.org_id, $3, a.id, $4, $5, $6, $7, clock_timestamp() from about a
  on conflict (org_id, notification_id, provider_id) do update
    set status = excluded.status, rank = excluded.rank, error_code = excluded.error_code,
        reported_at = excluded.reported_at
  where r.rank < excluded.rank
  returning r.org_id
)
insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
select t.org_id, t.case_id, gen_random_uuid(), 'notification.' || $8::text, 'system', 'notifications',
       jsonb_strip_nulls(jsonb_build_object('user_id', t.user_id, 'channel', t.channel, 'notification_id', t.id,
         'step', t.step_index + 1, 'provider_status', $5::text, 'error_code', $7::text)), clock_timestamp()
  from told t join recorded r on r.org_id = t.org_id
 where $8::text is not null
 order by t.case_id`;

const OF_MESSAGE = `
insert into provider_reports as r (org_id, id, message_id, provider_id, status, rank, error_code, reported_at)
select m.org_id, $3, m.id, $4, $5, $6, $7, clock_timestamp() from messages m where m.org_id = $1 and m.id = $2
on conflict (org_id, message_id, provider_id) do update
  set status = excluded.status, rank = excluded.rank, error_code = excluded.error_code,
      reported_at = excluded.reported_at
where r.rank < excluded.rank`;

@Injectable()
export class ProviderReportsRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /** By notifications_pk and notifications_of_bundle, or messages_pk. A report about something that is not there (any more) is dropped. */
  async record(report: ProviderReport): Promise<void> {
    const { orgId, about, aboutId, providerId, status, errorCode } = report;
    const facts = [orgId, aboutId, newId(), providerId, status.status, status.rank, errorCode ?? null];
    if (about === 'messages') await this.engine.statement(OF_MESSAGE, facts);
    else await this.engine.statement(OF_NOTIFICATION, [...facts, status.end ?? null]);
  }
}
