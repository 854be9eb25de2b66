import { invalidField, type UserId } from '../../kernel/index.js';
import { phoneNumber } from './phone-number.js';

export type ChannelKind = 'email' | 'phone' | 'push';
/** How a phone is used. */
export type PhoneMethod = 'sms' | 'voice';
export type EmailFormat = 'html' | 'text';

/** Where a person can be reached; personal data, which leaves its table only for its owner, admins and the provider. */
export interface NotificationChannel {
  readonly id: string;
  readonly userId: UserId;
  readonly kind: ChannelKind;
  /** E-mail address, number in the form of E.164, or name of a device. */
  readonly address: string;
  /** Of e-mail; else empty. */
  readonly formats: readonly EmailFormat[];
  /** Of a phone: ISO 3166-1 alpha-2 in lower case. */
  readonly region?: string;
  /** Of push. */
  readonly applicationName?: string;
  /** When a code proved that its owner reads it. */
  readonly verifiedAt?: Temporal.Instant;
  readonly smsSubscribedAt?: Temporal.Instant;
  /** When somebody switched it off. */
  readonly disabledAt?: Temporal.Instant;
}

/** What a request asks for. */
export interface ChannelDraft {
  readonly kind: 'email' | 'phone';
  readonly address: string;
  readonly formats: readonly EmailFormat[];
  readonly region?: string;
}

/** Most channels of one person. */
export const MAX_CHANNELS = 20;
/** RFC 5321 §4.5.3.1.3. */
export const ADDRESS_MAX = 254;
/** One @ with something on both sides, and nothing that could end a header or begin another address. */
const ADDRESS_FORM = /^[^\s@<>()",:;\\[\]]+@[^\s@<>()",:;\\[\]]+$/u;
const CONFIG = '/data/attributes/config';

/** Whether notifications go there: proven and not switched off. */
export function isActive(channel: NotificationChannel): boolean {
  return channel.verifiedAt !== undefined && channel.disabledAt === undefined;
}

/** @throws InvalidError when it is no e-mail address */
export function emailDraft(address: string, formats: readonly EmailFormat[]): ChannelDraft {
  if (!ADDRESS_FORM.test(address)) throw invalidField(`${CONFIG}/address`, 'must be an e-mail address');
  return { kind: 'email', address, formats: [...new Set(formats)] };
}

/** @throws InvalidError when it is no number of any country */
export function phoneDraft(number: string): ChannelDraft {
  const found = phoneNumber(number);
  if (found === undefined) {
    throw invalidField(`${CONFIG}/number`, 'must be a phone number with its country code, as in E.164: +17039389548');
  }
  return { kind: 'phone', address: found.e164, formats: [], region: found.region };
}

/** What audit keeps: everything but the address, of which it keeps the name. */
export function auditFacts(channel: NotificationChannel): object {
  const { userId, kind, formats, region } = channel;
  return {
    user_id: userId,
    kind,
    ...(formats.length === 0 ? {} : { formats }),
    ...(region === undefined ? {} : { region }),
    verified: channel.verifiedAt !== undefined,
    active: isActive(channel),
    personal: [kind === 'email' ? 'address' : kind === 'phone' ? 'number' : 'device_name'],
  };
}
