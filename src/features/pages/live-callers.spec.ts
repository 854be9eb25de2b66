import { expect, it } from '@jest/globals';
import { liveCallFromJson, liveCallToJson } from './live-call-json.js';
import { maskedNumber } from './live-callers.js';

it.each([
  ['+4930901820123', '+49•••••0123'],
  ['+17039389548', '+17•••••9548'],
  ['+49110', '+49•••••'],
  ['+491234567', '+49•••••4567'],
  ['+49123456', '+49•••••'],
])('masks %s as %s', (number, masked) => {
  expect(maskedNumber(number)).toBe(masked);
});

it('reads a live call as it was written', () => {
  const json = {
    call_id: 'CA1',
    started_at: '2026-01-01T00:00:00Z',
    answered_at: '2026-01-01T00:00:05.123456Z',
    answered_by: 'somebody',
    duration: '97s',
    voicemail: false,
    outcome: 'answered',
  } as const;
  expect(liveCallToJson(liveCallFromJson(json))).toEqual(json);
  const begun = { call_id: 'CA1', started_at: '2026-01-01T00:00:00Z', voicemail: false };
  expect(liveCallToJson(liveCallFromJson(begun))).toEqual(begun);
});
