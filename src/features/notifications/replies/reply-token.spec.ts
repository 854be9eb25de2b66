import { describe, expect, it } from '@jest/globals';
import type { CaseId, OrgId, UserId } from '../../../kernel/index.js';
import { numberKey, replyCode, replyKey } from './reply-code.js';
import { claimsOf, replyToken, type ReplyClaims } from './reply-token.js';

const SECRET = 'a secret of the tests with more than 32 characters';

const claims: ReplyClaims = {
  action: 'acknowledge',
  orgId: '0199e000-0000-7000-8000-000000000001' as OrgId,
  caseId: '0199e000-0000-7000-8000-000000000002' as CaseId,
  userId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' as UserId,
  channelId: '0199e000-0000-7000-8000-000000000004',
  expiresAt: Temporal.Instant.from('2026-11-24T12:00:00Z'),
};

describe('replyToken', () => {
  it('says what it claims, in a word that fits a path', () => {
    const { channelId: _, ...ofAccount } = claims;
    for (const each of [claims, ofAccount, { ...claims, action: 'resolve' as const }]) {
      const token = replyToken(SECRET, each);
      expect(token).toMatch(/^[\w-]{136}$/);
      expect(claimsOf(SECRET, token)).toEqual(each);
    }
  });

  it('is of one secret', () => {
    expect(claimsOf(`${SECRET}.`, replyToken(SECRET, claims))).toBeUndefined();
  });

  it('does not hold when any character of it is another, or it has more or fewer', () => {
    const token = replyToken(SECRET, claims);
    for (let index = 0; index < token.length; index += 1) {
      for (const character of ['A', 'B', '=', '/', ' ']) {
        const changed = `${token.slice(0, index)}${character}${token.slice(index + 1)}`;
        if (changed !== token) expect(claimsOf(SECRET, changed)).toBeUndefined();
      }
      expect(claimsOf(SECRET, token.slice(0, index))).toBeUndefined();
    }
    expect(claimsOf(SECRET, `${token}A`)).toBeUndefined();
  });
});

describe('replyCode', () => {
  const subject = { channelId: 'c', caseIds: ['1', '2'] };

  it('has four digits that do not begin with 0, the same for the same pages in any order', () => {
    for (let turn = 0; turn < 500; turn += 1) expect(replyCode(SECRET, subject, turn)).toMatch(/^[1-9]\d{3}$/);
    expect(replyCode(SECRET, { ...subject, caseIds: ['2', '1'] }, 0)).toBe(replyCode(SECRET, subject, 0));
  });

  it('differs by turn, channel, pages and secret', () => {
    const codes = [
      replyCode(SECRET, subject, 0),
      replyCode(SECRET, subject, 1),
      replyCode(SECRET, { ...subject, channelId: 'd' }, 0),
      replyCode(SECRET, { ...subject, caseIds: ['1'] }, 0),
      replyCode(`${SECRET}.`, subject, 0),
    ];
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('is kept with its number as a key of which nothing can be read', () => {
    const key = replyKey(SECRET, '+17039389548', '4821');
    expect(key).toHaveLength(32);
    expect(key.equals(replyKey(SECRET, '+17039389549', '4821'))).toBe(false);
    expect(key.equals(replyKey(SECRET, '+17039389548', '4822'))).toBe(false);
    expect(key.equals(numberKey(SECRET, '+17039389548/4821'))).toBe(false);
  });
});
