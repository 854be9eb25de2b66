import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId, UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { EngineUnitOfWork, GroupCommit, type Outcome } from '../../platform/database/index.js';
import { CLAIM_ABANDONED, CLAIM_DUE, IS_DUE, PAGES_FOR_SENDING, RECORD } from './deliveries.sql.js';
import { defaultChannels } from './default-channels.js';
import { BUNDLED_CHANNELS } from './enqueue.sql.js';
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
  /** The person's rule that made it; null of the default channels. */
  readonly rule_id: string | null;
  /** The person's channel; null when `channel` has its own address of the person. */
  readonly channel_id: string | null;
  /** Set when several pages go in one message; the same for all of them. */
  readonly bundle_id: string | null;
  /** Why the default channels and not a rule, or why sooner than its rule says. */
  readonly why: string | null;
  /** The page's service has more open pages than its limit. */
  readonly over_limit: boolean;
  /** Id of the message: the same for all that goes in it, and for every try of it. */
  readonly lead: string;
  /** How late it is against its rule. */
  readonly late_seconds: number;
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
  /** Why nothing may be sent to the person's channel any more. */
  readonly channel_obstacle: string | null;
}

export type Result =
  | { readonly state: 'sent'; readonly providerId: string | undefined }
  | { readonly state: 'cancelled'; readonly reason: string }
  | { readonly state: 'failed'; readonly reason: string }
  /** The person's channel is of no use: their next rule is brought forward, or the default channels are used. */
  | { readonly state: 'rule given up'; readonly reason: string }
  /** Another try, on this channel or the next one. */
  | { readonly state: 'pending'; readonly reason: string; readonly channel: string; readonly delayMs: number };

/** A provider that has not answered by then (its call ends after 10 s) is taken for gone, with its sender. */
const LEASE_SECONDS = 30;
const MAX_RECORDS = 100;
/** A message that is a minute late says so. */
const WORTH_SAYING_SECONDS = 60;

interface Answered {
  readonly claimed: Claimed;
  readonly result: Result;
}

@Injectable()
export class DeliveriesRepository {
  /** Deliveries that end at the same time are recorded together. */
  private readonly records = new GroupCommit<Answered, boolean>((answers) => this.recordAll(answers), MAX_RECORDS);

  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly config: TenantConfig,
  ) {}

  /** Claims what is due, what is new for a person before what repeats. Rows of one message share `lead`. */
  async claimDue(limit: number): Promise<Claimed[]> {
    const [row] = await this.engine.statement<{ is_due: boolean }>(IS_DUE);
    if (row?.is_due !== true) return [];
    return this.engine.statement<Claimed>(CLAIM_DUE, [limit, LEASE_SECONDS, BUNDLED_CHANNELS]);
  }

  /** Claims what a vanished sender held. */
  claimAbandoned(limit: number): Promise<Claimed[]> {
    return this.engine.statement<Claimed>(CLAIM_ABANDONED, [limit, LEASE_SECONDS, BUNDLED_CHANNELS]);
  }

  /** The pages of what was claimed, by the notification's id. */
  async pages(claimed: readonly Claimed[]): Promise<ReadonlyMap<string, PageForSending>> {
    if (claimed.length === 0) return new Map();
    const rows = await this.engine.statement<PageForSending & { readonly id: string }>(PAGES_FOR_SENDING, [
      JSON.stringify(
        claimed.map(({ org_id, id, case_id, user_id, channel_id }) => ({ org_id, id, case_id, user_id, channel_id })),
      ),
    ]);
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
    const recorded = await this.engine.statement<{ id: string }>(RECORD, [
      JSON.stringify(answers.map(rowOf)),
      defaultChannels(this.config)[0],
    ]);
    const ids = new Set(recorded.map((row) => row.id));
    return answers.map(({ claimed }) => ({ ok: true, result: ids.has(claimed.id) }));
  }
}

function rowOf({ claimed, result }: Answered): object {
  const pending = result.state === 'pending';
  const givesUpRule = result.state === 'rule given up';
  const reason = 'reason' in result ? result.reason : undefined;
  return {
    org_id: claimed.org_id,
    id: claimed.id,
    attempt: claimed.attempt,
    state: givesUpRule ? 'failed' : result.state,
    reason,
    channel: pending ? result.channel : claimed.channel,
    provider_id: result.state === 'sent' ? result.providerId : undefined,
    delay_seconds: pending ? result.delayMs / 1000 : 0,
    outcome: result.state === 'sent' ? 'sent' : 'failed',
    gives_up_rule: givesUpRule,
    // The timeline tells what a person must know: sent, skipped, given up or cancelled.
    told_type: pending ? undefined : `notification.${givesUpRule ? 'skipped' : result.state}`,
    told: {
      user_id: claimed.user_id,
      channel: claimed.channel,
      notification_id: claimed.id,
      step: claimed.step_index + 1,
      ...(reason === undefined ? {} : { reason }),
      ...(result.state === 'sent' ? circumstancesOf(claimed) : {}),
    },
  };
}

/** Why this channel, how late, and with what else. */
function circumstancesOf(claimed: Claimed): object {
  const delayedSeconds = delayOf(claimed);
  return {
    ...(claimed.why === null ? {} : { why: claimed.why }),
    ...(claimed.channel_id === null ? {} : { channel_id: claimed.channel_id, rule_id: claimed.rule_id }),
    ...(claimed.over_limit ? { over_limit: true } : {}),
    ...(claimed.bundle_id === null ? {} : { bundle_id: claimed.bundle_id }),
    ...(delayedSeconds === undefined ? {} : { delayed_seconds: delayedSeconds }),
  };
}

/** Whole seconds that a notification is late; undefined for what nobody would call late. */
export function delayOf({ late_seconds: late }: Pick<Claimed, 'late_seconds'>): number | undefined {
  return late < WORTH_SAYING_SECONDS ? undefined : Math.floor(late);
}
