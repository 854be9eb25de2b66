import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId, UserId } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
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

@Injectable()
export class DeliveriesRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /**
   * Claims what is due: what is new for a person before what repeats, then by age. Carried by notifications_pending.
   * Rows that another sender claims at this moment are skipped, so nobody waits.
   */
  claimDue(limit: number): Promise<Claimed[]> {
    return this.claim(
      `select n.org_id, n.id from notifications n
        where n.state = 'pending' and n.next_attempt_at <= clock_timestamp()
        order by n.repeat_rank, n.next_attempt_at
        limit $1 for update skip locked`,
      limit,
    );
  }

  /** Claims what a vanished sender held. Carried by notifications_leased. */
  claimAbandoned(limit: number): Promise<Claimed[]> {
    return this.claim(
      `select n.org_id, n.id from notifications n
        where n.state = 'sending' and n.lease_until < clock_timestamp()
        order by n.lease_until
        limit $1 for update skip locked`,
      limit,
    );
  }

  private claim(due: string, limit: number): Promise<Claimed[]> {
    return this.engine.statement<Claimed>(
      `with due as materialized (${due}), abandoned as (
         update notification_attempts a set outcome = 'abandoned', finished_at = clock_timestamp(),
                reason = 'the sender stopped before it recorded an answer'
           from due where a.org_id = due.org_id and a.notification_id = due.id and a.outcome is null
       ), claimed as (
         update notifications n
            set state = 'sending', attempt = n.attempt + 1, channel_attempts = n.channel_attempts + 1,
                lease_until = clock_timestamp() + make_interval(secs => $2)
           from due where n.org_id = due.org_id and n.id = due.id
         returning n.org_id, n.id, n.case_id, n.user_id, n.run, n.step_index, n.cause, n.channel, n.attempt,
                   n.channel_attempts, n.repeat_rank, n.next_attempt_at, n.created_at
       ), tried as (
         insert into notification_attempts (org_id, notification_id, attempt, channel, started_at)
         select c.org_id, c.id, c.attempt, c.channel, clock_timestamp() from claimed c
       )
       select c.org_id, c.id, c.case_id, c.user_id, c.run, c.step_index, c.cause, c.channel, c.attempt,
              c.channel_attempts, c.created_at
         from claimed c order by c.repeat_rank, c.next_attempt_at`,
      [limit, LEASE_SECONDS],
    );
  }

  /** By cases_pk, escalations_pk and users_pk. */
  async page(claimed: Claimed): Promise<PageForSending | undefined> {
    const rows = await this.engine.statement<PageForSending>(
      `select c.key, c.number, c.title, c.urgency, c.status, c.services, c.tags, c.closed_at is not null as closed,
              e.run, u.disabled_at is null as recipient_active
         from cases c
         join escalations e on e.org_id = c.org_id and e.case_id = c.id
         join users u on u.org_id = c.org_id and u.id = $3
        where c.org_id = $1 and c.id = $2`,
      [claimed.org_id, claimed.case_id, claimed.user_id],
    );
    return rows[0];
  }

  /**
   * How many notifications of a repeating source went to this person in the last minute. By notifications_by_user:
   * what was sent in the last minute was made in the last hour, or it is old enough not to matter.
   */
  async sentInLastMinute(claimed: Claimed): Promise<{ readonly sent: number; readonly repeats: boolean }> {
    const rows = await this.engine.statement<{ sent: number; repeats: boolean }>(
      `select (select count(*) from notifications s
                where s.org_id = $1 and s.user_id = $2 and s.created_at > clock_timestamp() - interval '1 hour'
                  and s.state = 'sent' and s.finished_at > clock_timestamp() - interval '1 minute') as sent,
              n.repeat_rank > 0 as repeats
         from notifications n where n.org_id = $1 and n.id = $3`,
      [claimed.org_id, claimed.user_id, claimed.id],
    );
    return rows[0] ?? { sent: 0, repeats: false };
  }

  /**
   * Records the answer, its attempt and a line of the timeline, unless the lease went to another sender meanwhile.
   * Answers whether it was recorded.
   */
  async record(claimed: Claimed, result: Result): Promise<boolean> {
    const pending = result.state === 'pending';
    const rows = await this.engine.statement(
      `with recorded as (
         update notifications n
            set state = $4::text, reason = $5::text, channel = $6::text, provider_id = coalesce($7::text, n.provider_id), lease_until = null,
                channel_attempts = case when n.channel = $6::text then n.channel_attempts else 0 end,
                next_attempt_at = clock_timestamp() + make_interval(secs => $8),
                finished_at = case when $4::text = 'pending' then null else clock_timestamp() end
          where n.org_id = $1 and n.id = $2 and n.attempt = $3 and n.state = 'sending'
         returning n.org_id, n.id, n.case_id, n.user_id
       ), attempted as (
         update notification_attempts a
            set finished_at = clock_timestamp(), outcome = $9, reason = $5::text
           from recorded r
          where a.org_id = r.org_id and a.notification_id = r.id and a.attempt = $3
       ), told as (
         insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, data, created_at)
         select r.org_id, r.case_id, gen_random_uuid(), $10::text, 'system', 'notifications', $11::jsonb, clock_timestamp()
           from recorded r where $10::text is not null
       )
       select 1 from recorded`,
      [
        claimed.org_id,
        claimed.id,
        claimed.attempt,
        result.state,
        'reason' in result ? result.reason : null,
        pending ? result.channel : claimed.channel,
        result.state === 'sent' ? (result.providerId ?? null) : null,
        pending ? result.delayMs / 1000 : 0,
        result.state === 'sent' ? 'sent' : 'failed',
        timelineType(result),
        JSON.stringify(timelineData(claimed, result)),
      ],
    );
    return rows.length > 0;
  }

  /** Puts back what was claimed and is not to be sent yet; the try is not counted on its channel. */
  async postpone(claimed: Claimed, delayMs: number, reason: string): Promise<void> {
    await this.engine.statement(
      `with postponed as (
         update notifications n
            set state = 'pending', lease_until = null, channel_attempts = n.channel_attempts - 1, reason = $4,
                next_attempt_at = clock_timestamp() + make_interval(secs => $5)
          where n.org_id = $1 and n.id = $2 and n.attempt = $3 and n.state = 'sending'
         returning n.org_id, n.id
       )
       update notification_attempts a set finished_at = clock_timestamp(), outcome = 'failed', reason = $4
         from postponed p where a.org_id = p.org_id and a.notification_id = p.id and a.attempt = $3`,
      [claimed.org_id, claimed.id, claimed.attempt, reason, delayMs / 1000],
    );
  }
}

/** The timeline tells what a person must know: sent, given up, cancelled, or gone on to another channel. */
function timelineType(result: Result): string | null {
  if (result.state === 'pending') return null;
  return `notification.${result.state}`;
}

function timelineData(claimed: Claimed, result: Result): object {
  return {
    user_id: claimed.user_id,
    channel: claimed.channel,
    notification_id: claimed.id,
    step: claimed.step_index + 1,
    ...('reason' in result ? { reason: result.reason } : {}),
  };
}
