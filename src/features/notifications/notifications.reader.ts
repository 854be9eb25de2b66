import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Cause } from './notifications.js';

/** A notification that will be sent unless somebody acknowledges. */
export interface PlannedNotification {
  readonly id: string;
  readonly userId: UserId;
  /** `sms`, `email`, `inbox` … */
  readonly channel: string;
  /** The person's channel and rule; absent of the default channels. */
  readonly channelId?: string;
  readonly ruleId?: string;
  readonly cause: Cause;
  /** From 0. */
  readonly stepIndex: number;
  readonly at: Temporal.Instant;
  /** Why then and not sooner. */
  readonly reason?: string;
}

/** A page that went in one message with others. */
export interface BundledPage {
  readonly caseId: CaseId;
  readonly userId: UserId;
}

/** Most that is read of one page or bundle. */
const LIMIT = 1_000;

/** What other features may ask of the queue. Works in transactions of requests and of the engine. */
@Injectable()
export class NotificationsReader {
  /** What waits to be sent for the page, the next first; by notifications_once. */
  async planned(tx: Tx, orgId: OrgId, caseId: CaseId): Promise<readonly PlannedNotification[]> {
    const rows = await tx.query<Row>(
      `select n.id, n.user_id, n.channel, n.channel_id, n.rule_id, n.cause, n.step_index, n.next_attempt_at, n.reason
         from notifications n
        where n.org_id = $1 and n.case_id = $2 and n.state = 'pending'
        order by n.next_attempt_at, n.id
        limit ${LIMIT}`,
      [orgId, caseId],
    );
    return rows.map(plannedOf);
  }

  /** The pages that were sent in this message, also those that are closed by now; by notifications_of_bundle. */
  async pagesOfBundle(tx: Tx, orgId: OrgId, bundleId: string): Promise<readonly BundledPage[]> {
    const rows = await tx.query<{ case_id: CaseId; user_id: UserId }>(
      `select distinct n.case_id, n.user_id from notifications n
        where n.org_id = $1 and n.bundle_id = $2 and n.state = 'sent'
        order by n.case_id
        limit ${LIMIT}`,
      [orgId, bundleId],
    );
    return rows.map((row) => ({ caseId: row.case_id, userId: row.user_id }));
  }
}

interface Row {
  readonly id: string;
  readonly user_id: UserId;
  readonly channel: string;
  readonly channel_id: string | null;
  readonly rule_id: string | null;
  readonly cause: Cause;
  readonly step_index: number;
  readonly next_attempt_at: Temporal.Instant;
  readonly reason: string | null;
}

function plannedOf(row: Row): PlannedNotification {
  return {
    id: row.id,
    userId: row.user_id,
    channel: row.channel,
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.rule_id === null ? {} : { ruleId: row.rule_id }),
    cause: row.cause,
    stepIndex: row.step_index,
    at: row.next_attempt_at,
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}
