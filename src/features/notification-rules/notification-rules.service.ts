import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { invalidField, newId, type Actor, type UserId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import type { NotificationChannel } from './notification-channel.js';
import { NotificationChannelsRepository } from './notification-channels.repository.js';
import { MAX_RULES, ruleFor, type NotificationRule, type RuleDraft } from './notification-rule.js';
import { NotificationRulesRepository } from './notification-rules.repository.js';
import { PersonAccess, refuseOthers } from './person-access.js';

const RESOURCE = 'notification_rule';

@Injectable()
export class NotificationRulesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PersonAccess,
    private readonly channels: NotificationChannelsRepository,
    private readonly rules: NotificationRulesRepository,
    private readonly audit: Audit,
  ) {}

  list(actor: Actor, userId: UserId): Promise<readonly NotificationRule[]> {
    refuseOthers(actor, userId);
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      await this.access.requirePerson(tx, actor, userId);
      return this.rules.list(tx, actor.orgId, userId);
    });
  }

  get(actor: Actor, userId: UserId, id: string): Promise<NotificationRule> {
    refuseOthers(actor, userId);
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      await this.access.requirePerson(tx, actor, userId);
      return this.rules.get(tx, actor.orgId, userId, id);
    });
  }

  create(actor: Actor, userId: UserId, draft: RuleDraft): Promise<NotificationRule> {
    refuseOthers(actor, userId);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.lockPerson(tx, actor, userId);
      const present = await this.rules.list(tx, actor.orgId, userId);
      if (present.length >= MAX_RULES) throw invalidField('/data', `is more than ${MAX_RULES} rules a person`);
      const rule = ruleFor(newId(), await this.channelOf(tx, actor, userId, draft.channelId), draft);
      await this.rules.insert(tx, actor.orgId, rule);
      await this.audit.record(tx, actor, { ...entry('created', rule.id), after: rule });
      return rule;
    });
  }

  /** Replaces the rule. What is queued keeps to the rule as it was when the person was paged. */
  update(actor: Actor, userId: UserId, id: string, draft: RuleDraft): Promise<NotificationRule> {
    refuseOthers(actor, userId);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.lockPerson(tx, actor, userId);
      const before = await this.rules.get(tx, actor.orgId, userId, id);
      const channel = await this.channelOf(tx, actor, userId, draft.channelId ?? before.channelId);
      const after = ruleFor(id, channel, draft);
      await this.rules.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, { ...entry('updated', id), before, after });
      return after;
    });
  }

  remove(actor: Actor, userId: UserId, id: string): Promise<void> {
    refuseOthers(actor, userId);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.lockPerson(tx, actor, userId);
      const before = await this.rules.get(tx, actor.orgId, userId, id);
      await this.rules.remove(tx, actor.orgId, id);
      await this.audit.record(tx, actor, { ...entry('deleted', id), before });
    });
  }

  private async channelOf(tx: Tx, actor: Actor, userId: UserId, id: string | undefined): Promise<NotificationChannel> {
    const field = '/data/relationships/channel';
    if (id === undefined) throw invalidField(field, 'must name a channel of the person');
    const channel = await this.channels.find(tx, actor.orgId, userId, id);
    if (channel === undefined) throw invalidField(`${field}/data/id`, 'is not a channel of this person');
    return channel;
  }
}

function entry(verb: string, id: string) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}
