import { Injectable } from '@nestjs/common';
import { WakeUp } from '../../capabilities/timers/index.js';
import { newId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import { defaultChannels, nextWayOf } from '../notifications/index.js';
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
 * Records a report unless a later one was recorded before, and tells the end on the timeline of each page of the
 * message. The end is told once: whatever comes after it has no lower rank and no end of its own.
 *
 * A failure at the end is a failed delivery: for each page that nobody took yet the person is given another way
 * (`nextWayOf`). Not when the report is about an earlier call than the one that counts, or comes after another run of
 * the page began. Answers what was queued.
 */
const OF_NOTIFICATION = `
with about as (
  select n.org_id, n.id from notifications n where n.org_id = $1 and n.id = $2
), of_message as materialized (
  select n.org_id, n.id, n.case_id, n.user_id, n.run, n.cause, n.channel, n.step_index, n.state, n.provider_id
    from notifications n
   where n.org_id = $1 and (n.id = $2 or n.bundle_id = $2)
), recorded as (
  insert into provider_reports as r (org_id, id, notification_id, provider_id, status, rank, error_code, reported_at)
  select a.org_id, $3, a.id, $4, $5, $6, $7, clock_timestamp() from about a
  on conflict (org_id, notification_id, provider_id) do update
    set status = excluded.status, rank = excluded.rank, error_code = excluded.error_code,
        reported_at = excluded.reported_at
  where r.rank < excluded.rank
  returning r.org_id
), not_delivered as materialized (
  select m.org_id, m.id,
         'the provider reports ' || $5::text || coalesce(' with code ' || $7::text, '') as reason
    from of_message m
    join recorded r on r.org_id = m.org_id
    join cases c on c.org_id = m.org_id and c.id = m.case_id
    join escalations e on e.org_id = m.org_id and e.case_id = m.case_id
   where $8::text = 'undelivered' and m.state in ('sent', 'sending')
     and (m.provider_id is null or m.provider_id = $4)
     and c.closed_at is null and e.run = m.run
     and (m.cause = 'added' or c.status = $9 and e.held_by is null)
), ${nextWayOf('not_delivered', '$10')}, told as (
  insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
  select m.org_id, m.case_id, gen_random_uuid(), 'notification.' || $8::text, 'system', 'notifications',
         jsonb_strip_nulls(jsonb_build_object('user_id', m.user_id, 'channel', m.channel, 'notification_id', m.id,
           'step', m.step_index + 1, 'provider_status', $5::text, 'error_code', $7::text)), clock_timestamp()
    from of_message m join recorded r on r.org_id = m.org_id
   where $8::text is not null
   order by m.case_id
)
select b.id from brought_forward b union all select d.id from defaulted d`;

const OF_MESSAGE = `
insert into provider_reports as r (org_id, id, message_id, provider_id, status, rank, error_code, reported_at)
select m.org_id, $3, m.id, $4, $5, $6, $7, clock_timestamp() from messages m where m.org_id = $1 and m.id = $2
on conflict (org_id, message_id, provider_id) do update
  set status = excluded.status, rank = excluded.rank, error_code = excluded.error_code,
      reported_at = excluded.reported_at
where r.rank < excluded.rank`;

@Injectable()
export class ProviderReportsRepository {
  constructor(
    private readonly config: TenantConfig,
    private readonly engine: EngineUnitOfWork,
    private readonly wakeUp: WakeUp,
  ) {}

  /** By notifications_pk and notifications_of_bundle, or messages_pk. A report about something that is not there (any more) is dropped. */
  async record(report: ProviderReport): Promise<void> {
    const { orgId, about, aboutId, providerId, status, errorCode } = report;
    const facts = [orgId, aboutId, newId(), providerId, status.status, status.rank, errorCode ?? null];
    if (about === 'messages') {
      await this.engine.statement(OF_MESSAGE, facts);
      return;
    }
    const [defaultChannel] = defaultChannels(this.config);
    const further = [status.end ?? null, this.config.workflow.start, defaultChannel];
    const queued = await this.engine.statement(OF_NOTIFICATION, [...facts, ...further]);
    if (queued.length > 0) this.wakeUp.signal('notifications');
  }
}
