import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Messages, type MessageContent, type Via } from '../../capabilities/messaging/index.js';
import { Clock, ConflictError, invalidField, type Actor, type UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { auditFacts, isActive, type NotificationChannel, type PhoneMethod } from './notification-channel.js';
import { NotificationChannelsRepository } from './notification-channels.repository.js';
import { CHANNEL_RESOURCE } from './notification-channels.service.js';
import { PersonAccess, refuseOthers } from './person-access.js';
import { RequestedMessages, type Purpose } from './requested-messages.js';
import { CODE_VALID_MINUTES, codeHmac, isSameCode, MAX_TRIES, newCode } from './verification-code.js';
import { VerificationsRepository } from './verifications.repository.js';

/** What a try of a code came to; told to the caller after the try was committed. */
type Tried =
  | { readonly outcome: 'right'; readonly channel: NotificationChannel }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'no code' };

export interface SentCode {
  readonly channelId: string;
  readonly method: Via;
  readonly expiresAt: Temporal.Instant;
}

/** Proof that a person reads a channel, and messages that a person asks for to see that it works. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly access: PersonAccess,
    private readonly channels: NotificationChannelsRepository,
    private readonly verifications: VerificationsRepository,
    private readonly requested: RequestedMessages,
    private readonly messages: Messages,
    private readonly audit: Audit,
  ) {}

  /**
   * Sends a new code, which makes the one before worthless.
   * @throws ConflictError when the channel is verified, or this installation cannot send that way
   * @throws LimitError when enough was sent
   */
  async sendCode(actor: Actor, userId: UserId, id: string, method?: PhoneMethod): Promise<SentCode> {
    const code = newCode();
    return this.send(actor, userId, id, 'verification', method, async (tx, channel, via) => {
      if (channel.verifiedAt !== undefined) {
        throw new ConflictError('The channel is verified already.', 'already_verified');
      }
      const hmac = codeHmac(this.config.keyHashingSecret, id, code);
      const expiresAt = await this.verifications.replace(tx, actor.orgId, id, via, hmac);
      const content = { kind: 'verification', code, validMinutes: CODE_VALID_MINUTES } as const;
      return { content, result: { channelId: id, method: via, expiresAt } };
    });
  }

  /**
   * Sends a message that says that it is a test.
   * @throws ConflictError when the channel is not active, or this installation cannot send that way
   * @throws LimitError when enough was sent
   */
  async sendTest(actor: Actor, userId: UserId, id: string, method?: PhoneMethod): Promise<void> {
    await this.send(actor, userId, id, 'test', method, (_tx, channel) => {
      if (!isActive(channel)) {
        throw new ConflictError('The channel is not verified, or is switched off.', 'not_active');
      }
      return Promise.resolve({ content: { kind: 'test' } as const, result: undefined });
    });
  }

  /**
   * Makes the channel active when the code is the one that was sent. Every try counts, also a wrong one.
   * @throws InvalidError when it is another, ConflictError when there is none to be tried (any more)
   */
  async verify(actor: Actor, userId: UserId, id: string, code: string): Promise<NotificationChannel> {
    refuseOthers(actor, userId);
    const tried = await this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.requirePerson(tx, actor, userId);
      const channel = await this.channels.lock(tx, actor.orgId, userId, id);
      return this.tryCode(tx, actor, channel, code);
    });
    if (tried.outcome === 'right') return tried.channel;
    if (tried.outcome === 'no code') {
      throw new ConflictError('No code can be tried: it expired, was tried too often, or none was sent.', 'no_code');
    }
    throw invalidField('/data/attributes/code', `is not the code that was sent; tries left: ${tried.triesLeft}`);
  }

  private async tryCode(tx: Tx, actor: Actor, channel: NotificationChannel, code: string): Promise<Tried> {
    const { orgId } = actor;
    const sent = await this.verifications.lock(tx, orgId, channel.id);
    const now = await this.clock.now(tx);
    if (sent === undefined || sent.tries >= MAX_TRIES || Temporal.Instant.compare(sent.expiresAt, now) <= 0) {
      return { outcome: 'no code' };
    }
    if (!isSameCode(sent.hmac, codeHmac(this.config.keyHashingSecret, channel.id, code))) {
      await this.verifications.countTry(tx, orgId, channel.id);
      await this.record(tx, actor, channel, 'verification_failed');
      return { outcome: 'wrong', triesLeft: MAX_TRIES - sent.tries - 1 };
    }
    const after = { ...channel, verifiedAt: now, ...(sent.method === 'sms' ? { smsSubscribedAt: now } : {}) };
    await this.channels.update(tx, orgId, after);
    await this.verifications.remove(tx, orgId, channel.id);
    await this.record(tx, actor, after, 'verified');
    return { outcome: 'right', channel: after };
  }

  /** Checks, notes and queues in one transaction; nothing is sent while it is open. */
  private async send<Result>(
    actor: Actor,
    userId: UserId,
    id: string,
    purpose: Purpose,
    method: PhoneMethod | undefined,
    prepare: (
      tx: Tx,
      channel: NotificationChannel,
      via: Via,
    ) => Promise<{ readonly content: MessageContent; readonly result: Result }>,
  ): Promise<Result> {
    refuseOthers(actor, userId);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.access.lockPerson(tx, actor, userId);
      const channel = await this.channels.lock(tx, actor.orgId, userId, id);
      await this.requested.refuseTiredAddress(tx, channel.address);
      const via = viaOf(channel, method);
      if (!this.messages.isConfigured(via)) {
        throw new ConflictError(`This installation cannot send by ${via}.`, 'not_configured');
      }
      const { content, result } = await prepare(tx, channel, via);
      await this.requested.note(tx, actor, channel, purpose);
      await this.messages.enqueue(tx, { orgId: actor.orgId, userId, to: { via, channelId: id }, content });
      await this.record(tx, actor, channel, `${purpose}_sent`);
      return result;
    });
  }

  private record(tx: Tx, actor: Actor, channel: NotificationChannel, verb: string): Promise<void> {
    return this.audit.record(tx, actor, {
      action: `${CHANNEL_RESOURCE}.${verb}`,
      resourceType: CHANNEL_RESOURCE,
      resourceId: channel.id,
      after: auditFacts(channel),
    });
  }
}

function viaOf(channel: NotificationChannel, method: PhoneMethod | undefined): Via {
  if (channel.kind === 'phone') return method ?? 'sms';
  if (method !== undefined) throw invalidField('/data/attributes/method', 'is for phone channels');
  if (channel.kind === 'email') return 'email';
  throw new ConflictError('Nothing can be sent to a device by this release.', 'not_configured');
}
