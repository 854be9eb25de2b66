import { expect, it } from '@jest/globals';
import { liveCallText } from './live-call-text.js';

const words = { person: (id: string) => `Person ${id}` };

it.each<[string, Record<string, unknown>, string]>([
  ['received', { ring: ['a', 'b'] }, 'A call came in; to be rung in this order: Person a, Person b'],
  [
    'received',
    { ring: ['a'], skipped: [{ user_id: 'b', reason: 'no_verified_phone' }] },
    'A call came in; to be rung in this order: Person a; without a verified phone: Person b',
  ],
  ['received', { ring: [], reason: 'nobody_on_call' }, 'A call came in; nobody is rung: nobody is on call'],
  ['ringing', { user_id: 'a' }, 'The call rings Person a'],
  ['not_taken', { user_id: 'a', reason: 'not_accepted' }, 'Person a picked up and did not accept'],
  ['answered', { user_id: 'a' }, 'Person a took the call'],
  ['voicemail_offered', {}, 'Nobody took the call; the caller may leave a message'],
  ['voicemail_left', { seconds: 9 }, 'The caller left a message of 9 s'],
  ['ended', { outcome: 'abandoned' }, 'The call ended: the caller hung up before anybody answered'],
  [
    'refused',
    { reason: 'too_many_calls', most: 10, minutes: 15 },
    'Another call of the same caller was refused: more than 10 in 15 minutes',
  ],
])('says of live_call.%s %j: %s', (type, data, text) => {
  expect(liveCallText(`live_call.${type}`, data, words)).toBe(text);
});

it('says nothing of other entries', () => {
  expect(liveCallText('page.resolved', {}, words)).toBeUndefined();
});
