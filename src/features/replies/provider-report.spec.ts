import { describe, expect, it } from '@jest/globals';
import { providerStatus } from './provider-report.js';

const rankOf = (name: string) => providerStatus(name)?.rank ?? Number.NaN;

describe('providerStatus', () => {
  it.each([
    [['accepted', 'queued', 'sending', 'sent', 'delivered', 'read']],
    [['queued', 'initiated', 'ringing', 'in-progress', 'completed']],
  ])('ranks %j as they follow each other', (names) => {
    const ranks = names.map(rankOf);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  it('ranks all ends alike, so that the first stays', () => {
    const ends = ['delivered', 'completed', 'undelivered', 'failed', 'busy', 'no-answer', 'canceled'];
    expect(new Set(ends.map(rankOf)).size).toBe(1);
    expect(ends.every((name) => providerStatus(name)?.end !== undefined)).toBe(true);
  });

  it('knows no other', () => {
    expect(providerStatus('toString')).toBeUndefined();
    expect(providerStatus('')).toBeUndefined();
  });
});
