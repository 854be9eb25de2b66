import { Injectable, Logger } from '@nestjs/common';
import { Messages, type NewMessage, type Via } from '../../capabilities/messaging/index.js';
import type { Tx } from '../../platform/database/index.js';
import { NotificationRulesReader } from '../notification-rules/index.js';
import { lookAt, type Change } from './hand-off.js';
import { HandOffsRepository, type DueHandOff } from './hand-offs.repository.js';
import { SchedulesReader } from './schedules.reader.js';

/** Nobody is called for it. */
const VIAS: readonly Via[] = ['email', 'sms'];

/** Tells people that they come on call and go off, once for each change. */
@Injectable()
export class HandOffs {
  private readonly logger = new Logger(HandOffs.name);

  constructor(
    private readonly handOffs: HandOffsRepository,
    private readonly reader: SchedulesReader,
    private readonly rules: NotificationRulesReader,
    private readonly messages: Messages,
  ) {}

  /** Looks at a schedule that the transaction has locked, tells what changed, and says when to look again. */
  async look(tx: Tx, due: DueHandOff, now: Temporal.Instant): Promise<void> {
    const { orgId, scheduleId } = due;
    const schedule = await this.reader.staffed(tx, orgId, scheduleId, now);
    const { state, changes, checkAt } = lookAt(due.told, schedule, now);
    if (due.isKnown) await this.tell(tx, due, changes);
    await this.handOffs.update(tx, due, state, checkAt);
  }

  private async tell(tx: Tx, due: DueHandOff, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const vias = VIAS.filter((via) => this.messages.isConfigured(via));
    const userIds = changes.map((each) => each.userId);
    const channels = new Map(
      (await this.rules.messageChannels(tx, due.orgId, userIds, vias)).map((each) => [each.userId, each]),
    );
    const messages = changes.flatMap((change) => {
      const channel = channels.get(change.userId);
      return channel === undefined ? [] : [messageOf(due, change, channel)];
    });
    await this.messages.enqueueAll(tx, messages);
    for (const { change, userId } of changes) {
      const { orgId, scheduleId } = due;
      this.logger.log({ orgId, scheduleId, userId, change, told: channels.has(userId), msg: 'hand-off' });
    }
  }
}

function messageOf(
  { orgId, scheduleId, name, timeZone }: DueHandOff,
  { change, userId, at, until }: Change,
  { via, channelId }: { readonly via: Via; readonly channelId: string },
): NewMessage {
  return {
    orgId,
    userId,
    to: { via, channelId },
    content: {
      kind: 'hand_off',
      change,
      scheduleName: name,
      at,
      ...(until === undefined ? {} : { until }),
      timeZone,
    },
    onceKey: `hand-off ${scheduleId} ${userId} ${change} ${at.toString()}`,
  };
}
