import { describe, expect, it } from '@jest/globals';
import type { OrgId } from '../../kernel/index.js';
import { feedNamed, feedTokenHash, isTokenOf, newFeedToken } from './calendar-feed.js';

const NAME = { orgId: '0198f000-0000-7000-8000-000000000001' as OrgId, id: 'ffffffff-0000-0000-0000-00000000000a' };

describe('a token of a calendar feed', () => {
  it('names its organization and feed, and is a segment of a URL', () => {
    const token = newFeedToken(NAME);
    expect(token).toMatch(/^[\w-]{86}$/);
    expect(feedNamed(token)).toEqual(NAME);
  });

  it('is another one each time, and proves itself against its hash only', () => {
    const [one, other] = [newFeedToken(NAME), newFeedToken(NAME)];
    const hash = feedTokenHash('secret', one);
    expect(isTokenOf(hash, 'secret', one)).toBe(true);
    expect(isTokenOf(hash, 'secret', other)).toBe(false);
    expect(isTokenOf(hash, 'another secret', one)).toBe(false);
    expect(hash.toString('hex')).not.toContain(Buffer.from(one, 'base64url').toString('hex'));
  });

  it.each(['', 'x', 'a'.repeat(85), 'a'.repeat(87), `${'a'.repeat(85)}/`])('is not %j', (text) => {
    expect(feedNamed(text)).toBeUndefined();
  });
});
