import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const now = Temporal.Instant.from('2026-11-24T12:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['absent', undefined, undefined],
    ['empty', '', undefined],
    ['seconds', '120', 120_000],
    ['zero', '0', 0],
    ['more than an hour', '86400', 3_600_000],
    ['more digits than a number holds', '9'.repeat(400), 3_600_000],
    ['a date to come', 'Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['a date gone by', 'Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['a date far away', 'Fri, 31 Dec 2100 23:59:59 GMT', 3_600_000],
    ['a day that does not exist', 'Tue, 99 Nov 2026 12:00:30 GMT', undefined],
    ['negative', '-5', undefined],
    ['a fraction', '1.5', undefined],
    ['words', 'soon', undefined],
  ])('reads %s', (_name, header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
