import { describe, expect, it } from '@jest/globals';
import { inWords } from './page-plan.presenter.js';

describe('inWords', () => {
  it.each([
    ['PT0S', 'now'],
    ['-PT5M', 'now'],
    ['PT40S', 'in 40 s'],
    ['PT3M58S', 'in 4 min'],
    ['PT120M', 'in 2 h'],
    ['PT125M', 'in 2 h 5 min'],
    ['PT73H', 'in 3 d 1 h'],
    ['PT168H', 'in 7 d'],
  ])('says %s as "%s"', (duration, words) => {
    expect(inWords(Temporal.Duration.from(duration))).toBe(words);
  });
});
