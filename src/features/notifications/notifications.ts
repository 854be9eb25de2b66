import { Injectable } from '@nestjs/common';
import { WakeUp } from '../../capabilities/timers/index.js';
import { newId, type CaseId, type OrgId, type UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';
import { defaultChannels } from './default-channels.js';
import { BUNDLED_CHANNELS, ENQUEUE } from './enqueue.sql.js';

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
  /** The page's service has more open pages than its limit: nothing of it is new, it goes with the next message. */
  readonly isOverLimit?: boolean;
}

/** The queue of what is to be sent. Sending is separate (`sender.ts`): no provider is called in a transaction. */
@Injectable()
export class Notifications {
  constructor(
    private readonly config: TenantConfig,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Queues in the caller's transaction, once a person, run and step: by each notification rule of the person that fits
   * the page, else by the default channels. What is new for a person is due as the rule says. What repeats an earlier
   * notification keeps the person's pace or waits for the next message, and is due at the latest after ten minutes.
   */
  async enqueue(tx: Tx, notifications: readonly NewNotification[]): Promise<void> {
    if (notifications.length === 0) return;
    const { per_person_per_minute: perMinute, bundle_seconds: window } = this.config.notifications;
    const [firstChannel] = defaultChannels(this.config);
    const rows = JSON.stringify(notifications.map(rowOf));
    await tx.query(ENQUEUE, [rows, firstChannel, perMinute, BUNDLED_CHANNELS, window]);
    tx.afterCommit(() => {
      this.wakeUp.signal('notifications');
    });
  }

  /**
   * Cancels what is not sent yet, with the reason. What a sender holds at this moment is left to it: it reads the page
   * again before it calls the provider.
   */
  async cancelUnsent(
    tx: Tx,
    orgId: OrgId,
    caseIds: readonly CaseId[],
    reason: string,
    causes: readonly Cause[],
  ): Promise<void> {
    await tx.query(
      `update notifications n set state = 'cancelled', reason = $3, finished_at = clock_timestamp()
        where n.org_id = $1 and n.case_id = any($2::uuid[]) and n.state = 'pending' and n.cause = any($4::text[])`,
      [orgId, caseIds, reason, causes],
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
    is_over_limit: notification.isOverLimit ?? false,
  };
}
