import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Clock, ConflictError, invalidField, newId, type Actor, type UserId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import {
  auditFacts,
  isActive,
  MAX_CHANNELS,
  type ChannelDraft,
  type NotificationChannel,
} from './notification-channel.js';
import { NotificationChannelsRepository } from './notification-channels.repository.js';
import { NotificationRulesRepository } from './notification-rules.repository.js';
import { PersonAccess, refuseOthers } from './person-access.js';

export const CHANNEL_RESOURCE = 'notification_channel';

@Injectable()
export class NotificationChannelsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly access: PersonAccess,
    private readonly channels: NotificationChannelsRepository,
    private readonly rules: NotificationRulesRepository,
    private readonly audit: Audit,
  ) {}

  async list(actor: Actor, userId: UserId): Promise<readonly NotificationChannel[]> {
    refuseOthers(actor, userId);
    const channels = await this.unitOfWork.read(actor.orgId, async (tx) => {
      await this.access.requirePerson(tx, actor, userId);
      return this.channels.list(tx, actor.orgId, userId);
    });
    await this.noteReading(actor, channels);
    return channels;
  }

  async get(actor: Actor, userId: UserId, id: string): Promise<NotificationChannel> {
    refuseOthers(actor, userId);
    const channel = await this.unitOfWork.read(actor.orgId, async (tx) => {
      await this.access.requirePerson(tx, actor, userId);
      return this.channels.get(tx, actor.orgId, userId, id);
    });
    await this.noteReading(actor, [channel]);
    return channel;
  }

  /** The new channel is not active before a code proved it. */
  create(actor: Actor, userId: UserId, draft: ChannelDraft): Promise<NotificationChannel> {
    refuseOthers(actor, userId);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.lockPerson(tx, actor, userId);
      const present = await this.channels.list(tx, actor.orgId, userId);
      if (present.length >= MAX_CHANNELS) throw invalidField('/data', `is more than ${MAX_CHANNELS} channels a person`);
      const channel: NotificationChannel = { id: newId(), userId, ...draft };
      await this.channels.insert(tx, actor.orgId, channel);
      await this.audit.record(tx, actor, { ...entry('created', channel.id), after: auditFacts(channel) });
      return channel;
    });
  }

  /** Removes the channel and the rules that use it; what is queued for it goes to the person's next one. */
  remove(actor: Actor, userId: UserId, id: string): Promise<void> {
    refuseOthers(actor, userId);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.lockPerson(tx, actor, userId);
      const channel = await this.channels.lock(tx, actor.orgId, userId, id);
      const rules = await this.rules.listOfChannel(tx, actor.orgId, userId, id);
      await this.channels.remove(tx, actor.orgId, id);
      await this.audit.recordAll(tx, [
        ...rules.map((rule) => ({
          actor,
          action: 'notification_rule.deleted',
          resourceType: 'notification_rule',
          resourceId: rule.id,
          before: { ...rule, because: 'its channel was deleted' },
        })),
        {
          actor,
          ...entry('deleted', id),
          before: { ...auditFacts(channel), rule_ids: rules.map((rule) => rule.id) },
        },
      ]);
    });
  }

  /**
   * Switches a channel off or on again.
   * @throws ConflictError when one that no code proved is to be switched on
   */
  setActive(actor: Actor, userId: UserId, id: string, active: boolean): Promise<NotificationChannel> {
    refuseOthers(actor, userId);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.requirePerson(tx, actor, userId);
      const before = await this.channels.lock(tx, actor.orgId, userId, id);
      if (active && before.verifiedAt === undefined) {
        throw new ConflictError('The channel is not verified; send it a code and give the code back.', 'not_verified');
      }
      if ((before.disabledAt === undefined) === active) return before;
      const { disabledAt: _, ...enabled } = before;
      const after = active ? enabled : { ...before, disabledAt: await this.clock.now(tx) };
      await this.channels.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, {
        ...entry(active ? 'enabled' : 'disabled', id),
        before: { user_id: userId, active: isActive(before) },
        after: { user_id: userId, active: isActive(after) },
      });
      return after;
    });
  }

  /** Reading one's own is not noted: it tells nobody anything. */
  private async noteReading(actor: Actor, channels: readonly NotificationChannel[]): Promise<void> {
    const [first] = channels;
    if (first === undefined || first.userId === actor.userId) return;
    const ids = channels.map((channel) => channel.id);
    await this.audit.recordRead(actor, CHANNEL_RESOURCE, ids, [first.userId]);
  }
}

function entry(verb: string, id: string) {
  return { action: `${CHANNEL_RESOURCE}.${verb}`, resourceType: CHANNEL_RESOURCE, resourceId: id };
}
