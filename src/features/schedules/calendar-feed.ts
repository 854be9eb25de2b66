import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { OrgId, ScheduleId, UserId } from '../../kernel/index.js';

/** A private address of a calendar; the token in it is shown once. */
export interface CalendarFeed {
  readonly id: string;
  /** Who made it: it shows what they may see. */
  readonly userId: UserId;
  /** Whose shifts; absent: those of the person in all schedules. */
  readonly scheduleId?: ScheduleId;
  readonly createdAt: Temporal.Instant;
}

const ID_BYTES = 16;
/** 256 bits: nothing that anybody could try out. */
const SECRET_BYTES = 32;
/** 64 bytes as base64url. */
const FORM = /^[A-Za-z0-9_-]{86}$/;

/** Where to look for the feed that a token names. */
export interface FeedName {
  readonly orgId: OrgId;
  readonly id: string;
}

/** A new token. It names its organization and feed, so that it is found under row-level security, and proves itself. */
export function newFeedToken({ orgId, id }: FeedName): string {
  return Buffer.concat([bytesOf(orgId), bytesOf(id), randomBytes(SECRET_BYTES)]).toString('base64url');
}

/** What a token names; undefined for a text that is no token. */
export function feedNamed(token: string): FeedName | undefined {
  if (!FORM.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const id = uuidOf(bytes.subarray(ID_BYTES, 2 * ID_BYTES));
  return { orgId: uuidOf(bytes.subarray(0, ID_BYTES)) as OrgId, id };
}

/** What is kept of a token: HMAC-SHA-256 under the tenant's secret. */
export function feedTokenHash(secret: string, token: string): Buffer {
  return createHmac('sha256', secret).update(`calendar feed ${token}`).digest();
}

export function isTokenOf(hash: Buffer, secret: string, token: string): boolean {
  const other = feedTokenHash(secret, token);
  return hash.length === other.length && timingSafeEqual(hash, other);
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
