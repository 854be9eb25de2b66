import { Injectable } from '@nestjs/common';
import { WakeUp } from '../../capabilities/timers/index.js';
import { newId, type CaseId, type OrgId, type UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';

/** What made a notification: a step of the policy, a responder added by hand, the end of a policy that reached nobody. */
export type Cause = 'step' | 'added' | 'unreached';

export interface NewNotification {
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  readonly userId: UserId;
  readonly run: number;
  readonly retryCount: number;
  readonly stepIndex: number;
  readonly cause: Cause;
  /** Recorded and never sent: the page is a shadow. */
  readonly isShadow: boolean;
}

/** The queue of what is to be sent. Sending is separate (`sender.ts`): no provider is called in a transaction. */
@Injectable()
export class Notifications {
  constructor(
    private readonly config: TenantConfig,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Queues in the caller's transaction, once a person, run and step. The rank counts how many of the person's last
   * notifications within ten minutes were for the same services or target, at most 50 are looked at: what repeats
   * goes after what is new (DESIGN §4.10).
   */
  async enqueue(tx: Tx, notifications: readonly NewNotification[]): Promise<void> {
    if (notifications.length === 0) return;
    await tx.query(
      `insert into notifications (org_id, id, case_id, user_id, run, retry_count, step_index, cause, channel, state,
              reason, attempt, channel_attempts, repeat_rank, next_attempt_at, created_at, finished_at)
       select n.org_id, n.id, n.case_id, n.user_id, n.run, n.retry_count, n.step_index, n.cause, $2,
              case when n.is_shadow then 'shadow' else 'pending' end,
              case when n.is_shadow then 'the page is a shadow: recorded, not sent' end,
              0, 0, repeats.count, clock.at, clock.at, case when n.is_shadow then clock.at end
         from jsonb_to_recordset($1::jsonb) as n(org_id uuid, id uuid, case_id uuid, user_id uuid, run integer,
                retry_count integer, step_index integer, cause text, is_shadow boolean)
         join cases c on c.org_id = n.org_id and c.id = n.case_id
        cross join (select clock_timestamp() as at) clock
        cross join lateral (
          select count(*) as count
            from (select p.case_id from notifications p
                   where p.org_id = n.org_id and p.user_id = n.user_id
                     and p.created_at > clock.at - interval '10 minutes'
                   order by p.created_at desc limit 50) recent
            join cases o on o.org_id = n.org_id and o.id = recent.case_id
           where o.id <> c.id
             and case when c.services = '{}' then o.services = '{}' and o.target_id is not distinct from c.target_id
                      else o.services && c.services end) repeats
       on conflict do nothing`,
      [JSON.stringify(notifications.map(rowOf)), this.config.notifications.channels[0]],
    );
    tx.afterCommit(() => {
      this.wakeUp.signal('notifications');
    });
  }

  /**
   * Cancels what is not sent yet, with the reason. What a sender holds at this moment is left to it: it reads the page
   * again before it calls the provider.
   */
  async cancelUnsent(tx: Tx, orgId: OrgId, caseId: CaseId, reason: string, causes: readonly Cause[]): Promise<void> {
    await tx.query(
      `update notifications n set state = 'cancelled', reason = $3, finished_at = clock_timestamp()
        where n.org_id = $1 and n.case_id = $2 and n.state = 'pending' and n.cause = any($4::text[])`,
      [orgId, caseId, reason, causes],
    );
  }
}

function rowOf(notification: NewNotification): object {
  return {
    org_id: notification.orgId,
    id: newId(),
    case_id: notification.caseId,
    user_id: notification.userId,
    run: notification.run,
    retry_count: notification.retryCount,
    step_index: notification.stepIndex,
    cause: notification.cause,
    is_shadow: notification.isShadow,
  };
}
