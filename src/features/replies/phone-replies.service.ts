import { Injectable } from '@nestjs/common';
import { Addresses } from '../../capabilities/messaging/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import {
  numberKey,
  replyKey,
  ReplyOffersRepository,
  type ReplyAction,
  type ReplyOffer,
} from '../notifications/index.js';
import { answerWords, NOT_ALLOWED, NOT_KNOWN } from './answer-words.js';
import { AnsweredPages, type Answerer } from './answered-pages.service.js';
import { ReplyTriesRepository } from './reply-tries.repository.js';
import { textReply } from './text-reply.js';

const KEYS: Readonly<Record<string, ReplyAction>> = { '4': 'acknowledge', '6': 'resolve' };
const HINT = 'To answer a page, send its code and ack or resolve, for example: 4821 ack';

/** What people answer by phone. Says the same to everyone who is not known, and after some tries nothing. */
@Injectable()
export class PhoneReplies {
  constructor(
    private readonly config: TenantConfig,
    private readonly offers: ReplyOffersRepository,
    private readonly tries: ReplyTriesRepository,
    private readonly addresses: Addresses,
    private readonly answered: AnsweredPages,
  ) {}

  /** The answer to a text message; undefined for silence. */
  async text(from: string, body: string, requestId: string): Promise<string | undefined> {
    const secret = this.config.keyHashingSecret;
    const number = numberKey(secret, from);
    if (!(await this.tries.take(number))) return undefined;
    const reply = textReply(body);
    if (reply === undefined) return HINT;
    const offer = await this.offers.findByKey(replyKey(secret, from, reply.code));
    if (offer === undefined || !(await this.isStillTheirs(offer, from))) return NOT_KNOWN;
    await this.tries.giveBack(number);
    return this.act(offer, reply.action, { requestId, via: 'sms' });
  }

  /** What is said to a key; undefined when the key is none of those that were offered. */
  async key(orgId: string, offerId: string, digits: string, requestId: string): Promise<string | undefined> {
    const action = Object.hasOwn(KEYS, digits) ? KEYS[digits] : undefined;
    if (action === undefined) return undefined;
    const offer = await this.offers.find(orgId, offerId);
    if (offer === undefined || !(await this.isStillTheirs(offer, undefined))) return NOT_KNOWN;
    return this.act(offer, action, { requestId, via: 'voice' });
  }

  /** A channel that was removed, switched off or given another number since takes its offers with it. */
  private async isStillTheirs(offer: ReplyOffer, number: string | undefined): Promise<boolean> {
    const address = await this.addresses.find(offer);
    if (address?.isActive !== true || address.kind !== 'phone') return false;
    return number === undefined || address.address === number;
  }

  private async act(
    { orgId, userId, caseIds }: ReplyOffer,
    action: ReplyAction,
    from: Pick<Answerer, 'requestId' | 'via'>,
  ): Promise<string> {
    const actor = await this.answered.actor({ orgId, userId, ...from });
    if (actor === undefined) return NOT_ALLOWED;
    return answerWords(await this.answered.answerAll(actor, caseIds, action), action);
  }
}
