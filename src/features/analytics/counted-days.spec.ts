import { describe, expect, it } from '@jest/globals';
import { countedDays } from './counted-days.js';

const NOW = Temporal.Instant.from('2026-03-01T23:59:59Z');

describe('countedDays', () => {
  it('answers the last 30 days when nothing is asked for', () => {
    expect(countedDays(undefined, undefined, NOW)).toEqual({ from: '2026-01-31', to: '2026-03-01' });
  });

  it('keeps both days as they are written', () => {
    expect(countedDays('2024-02-29', '2025-02-28', NOW)).toEqual({ from: '2024-02-29', to: '2025-02-28' });
  });

  it.each([
    ['no-day', undefined, 'from must be a day such as 2026-01-31'],
    ['2026-02-30', undefined, 'from must be a day such as 2026-01-31'],
    ['0000-01-01', undefined, 'from must be a day such as 2026-01-31'],
    [undefined, '+12026-01-01', 'to must be a day such as 2026-01-31'],
    ['2026-03-02', undefined, 'from must not be after 2026-03-01'],
    ['2025-01-01', '2026-01-02', 'from must be at most 366 days before 2026-01-02'],
  ])('refuses %s to %s', (from, to, sentence) => {
    expect(() => countedDays(from, to, NOW)).toThrow(sentence);
  });
});
