import { describe, expect, it } from '@jest/globals';
import { isDue } from './dead-man-heartbeat.js';

describe('isDue', () => {
  it.each([
    ['the first time', Number.NEGATIVE_INFINITY, 0, true],
    ['not before the time', 1_000, 60_999, false],
    ['at the time', 1_000, 61_000, true],
  ])('%s', (_, last, now, due) => {
    expect(isDue(last, now, 60)).toBe(due);
  });
});
