import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId, UserId } from '../../kernel/index.js';
import { EngineUnitOfWork, GroupCommit, type Outcome } from '../../platform/database/index.js';
import { CLAIM_ABANDONED, CLAIM_DUE, RECORD } from './deliveries.sql.js';
import type { Cause } from './notifications.js';

/** A notification that this sender holds until the lease ends. */
export interface Claimed {
  readonly org_id: OrgId;
  readonly id: string;
  readonly case_id: CaseId;
  readonly user_id: UserId;
  readonly run: number;
  readonly step_index: number;
  readonly cause: Cause;
  readonly channel: string;
  /** Counts every claim; an answer is recorded only while this is still the number. */
  readonly attempt: number;
  /** Tries on the present channel, this one included. */
  readonly channel_attempts: number;
  readonly created_at: Temporal.Instant;
}

/** The page as the sender reads it right before it calls the provider. */
export interface PageForSending {
  readonly key: string;
  readonly number: number;
  readonly title: string;
  readonly urgency: 'low' | 'high';
  readonly status: string;
  readonly services: string[];
  readonly tags: string[];
  readonly closed: boolean;
  readonly run: number;
  readonly recipient_active: boolean;
}

export type Result =
  | { readonly state: 'sent'; readonly providerId: string | undefined }
  | { readonly state: 'cancelled'; readonly reason: string }
  | { readonly state: 'failed'; readonly reason: string }
  /** Another try, on this channel or the next one. */
  | { readonly state: 'pending'; readonly reason: string; readonly channel: string; readonly delayMs: number };

/** A provider that has not answered by then (its call ends after 10 s) is taken for gone, with its sender. */
const LEASE_SECONDS = 30;
const MAX_RECORDS = 100;

interface Answered {
  readonly claimed: Claimed;
  readonly result: Result;
}

@Injectable()
export class DeliveriesRepository {
  /** Deliveries that end at the same time are recorded together. */
  private readonly records = new GroupCommit<Answered, boolean>((answers) => this.recordAll(answers), MAX_RECORDS);

  constructor(private readonly engine: EngineUnitOfWork) {}

  /** Claims what is due: what is new for a person before what repeats, then by age. */
  claimDue(limit: number): Promise<Claimed[]> {
    return this.engine.statement<Claimed>(CLAIM_DUE, [limit, LEASE_SECONDS]);
  }

  /** Claims what a vanished sender held. */
  claimAbandoned(limit: number): Promise<Claimed[]> {
    return this.engine.statement<Claimed>(CLAIM_ABANDONED, [limit, LEASE_SECONDS]);
  }

  /** The pages of what was claimed, by the notification's id; by cases_pk, escalations_pk and users_pk. */
  async pages(claimed: readonly Claimed[]): Promise<ReadonlyMap<string, PageForSending>> {
    if (claimed.length === 0) return new Map();
    const rows = await this.engine.statement<PageForSending & { readonly id: string }>(
      `select n.id, c.key, c.number, c.title, c.urgency, c.status, c.services, c.tags, c.closed_at is not null as closed,
              e.run, u.disabled_at is null as recipient_active
         from jsonb_to_recordset($1::jsonb) as n(org_id uuid, id uuid, case_id uuid, user_id uuid)
         join cases c on c.org_id = n.org_id and c.id = n.case_id
         join escalations e on e.org_id = n.org_id and e.case_id = n.case_id
         join users u on u.org_id = n.org_id and u.id = n.user_id`,
      [JSON.stringify(claimed.map(({ org_id, id, case_id, user_id }) => ({ org_id, id, case_id, user_id })))],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * Records the answer, its attempt and a line of the timeline, unless the lease went to another sender meanwhile.
   * Answers whether it was recorded.
   */
  record(claimed: Claimed, result: Result): Promise<boolean> {
    return this.records.submit({ claimed, result });
  }

  private async recordAll(answers: readonly Answered[]): Promise<Outcome<boolean>[]> {
    const recorded = await this.engine.statement<{ id: string }>(RECORD, [JSON.stringify(answers.map(rowOf))]);
    const ids = new Set(recorded.map((row) => row.id));
    return answers.map(({ claimed }) => ({ ok: true, result: ids.has(claimed.id) }));
  }
}

function rowOf({ claimed, result }: Answered): object {
  const pending = result.state === 'pending';
  const reason = 'reason' in result ? result.reason : undefined;
  return {
    org_id: claimed.org_id,
    id: claimed.id,
    attempt: claimed.attempt,
    state: result.state,
    reason,
    channel: pending ? result.channel : claimed.channel,
    provider_id: result.state === 'sent' ? result.providerId : undefined,
    delay_seconds: pending ? result.delayMs / 1000 : 0,
    outcome: result.state === 'sent' ? 'sent' : 'failed',
    // The timeline tells what a person must know: sent, given up or cancelled.
    told_type: pending ? undefined : `notification.${result.state}`,
    told: {
      user_id: claimed.user_id,
      channel: claimed.channel,
      notification_id: claimed.id,
      step: claimed.step_index + 1,
      ...(reason === undefined ? {} : { reason }),
    },
  };
}
