import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isUuid, type CaseId, type OrgId, type UserId } from '../../../kernel/index.js';

export type ReplyAction = 'acknowledge' | 'resolve';

/** What a link in an e-mail may do: one action on one page, as one person, until a time. */
export interface ReplyClaims {
  readonly action: ReplyAction;
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  readonly userId: UserId;
  /** The channel that the link was sent to; absent: the address of the person's account. */
  readonly channelId?: string;
  /** To the second. */
  readonly expiresAt: Temporal.Instant;
}

const VERSION = 1;
const ACTIONS: readonly ReplyAction[] = ['acknowledge', 'resolve'];
const NO_CHANNEL = '00000000-0000-0000-0000-000000000000';
const HEAD_BYTES = 6;
const ID_BYTES = 16;
const CLAIMS_BYTES = HEAD_BYTES + 4 * ID_BYTES;
const MAC_BYTES = 32;
/** base64url of both, without padding. */
const TOKEN = new RegExp(`^[\\w-]{${Math.ceil(((CLAIMS_BYTES + MAC_BYTES) * 4) / 3)}}$`);

/** The claims and their HMAC-SHA256, as one word for a path. */
export function replyToken(secret: string, claims: ReplyClaims): string {
  const body = Buffer.alloc(CLAIMS_BYTES);
  body.writeUInt8(VERSION, 0);
  body.writeUInt8(ACTIONS.indexOf(claims.action), 1);
  body.writeUInt32BE(Math.floor(claims.expiresAt.epochMilliseconds / 1000), 2);
  const ids = [claims.orgId, claims.caseId, claims.userId, claims.channelId ?? NO_CHANNEL];
  ids.forEach((id, index) => body.write(id.replaceAll('-', ''), HEAD_BYTES + index * ID_BYTES, 'hex'));
  return Buffer.concat([body, mac(secret, body)]).toString('base64url');
}

/** What a token claims, expired or not; undefined when this installation did not sign it. */
export function claimsOf(secret: string, token: string): ReplyClaims | undefined {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(0, CLAIMS_BYTES);
  if (bytes.length !== CLAIMS_BYTES + MAC_BYTES) return undefined;
  if (!timingSafeEqual(bytes.subarray(CLAIMS_BYTES), mac(secret, body))) return undefined;
  const action = ACTIONS[body.readUInt8(1)];
  if (body.readUInt8(0) !== VERSION || action === undefined) return undefined;
  const channelId = idAt(body, 3);
  return {
    action,
    orgId: idAt<OrgId>(body, 0),
    caseId: idAt<CaseId>(body, 1),
    userId: idAt<UserId>(body, 2),
    ...(channelId === NO_CHANNEL ? {} : { channelId }),
    expiresAt: Temporal.Instant.fromEpochMilliseconds(body.readUInt32BE(2) * 1000),
  };
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the place says whose id it is
function idAt<T extends string = string>(body: Buffer, index: number): T {
  const start = HEAD_BYTES + index * ID_BYTES;
  const hex = body.toString('hex', start, start + ID_BYTES);
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isUuid(id)) throw new Error('sixteen bytes are an id');
  return id as T;
}

/** A key of its own: the installation's secret also hashes API keys. */
function mac(secret: string, body: Buffer): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'case-management: links that answer a page', 32));
  return createHmac('sha256', key).update(body).digest();
}
