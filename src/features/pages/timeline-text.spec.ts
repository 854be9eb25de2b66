import { describe, expect, it } from '@jest/globals';
import { mentionedIn, textOf, type Words } from './timeline-text.js';

const words: Words = {
  person: (id) => `Person ${id}`,
  schedule: (id) => `Schedule ${id}`,
  team: (id) => `Team ${id}`,
};

describe('textOf', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'page.triggered',
      { urgency: 'high', routed_by: { rule_id: 'r', position: 1, matched: 'query' } },
      'Triggered with high urgency; routed by rule 2: its query matched',
    ],
    [
      'page.triggered',
      { urgency: 'low', held: { reason: 'maintenance', window_id: 'w', until: 'T' } },
      'Triggered with low urgency; the escalation waits for the end of maintenance window w until T',
    ],
    [
      'page.escalated',
      {
        step: 1,
        retry: 0,
        user_ids: ['a'],
        found: [{ user_id: 'a', schedule_id: 's', position: 'next', layer_id: 'l' }],
        skipped: [
          { user_id: 'b', reason: 'disabled' },
          { schedule_id: 's2', position: 'current', reason: 'nobody_on_call' },
        ],
      },
      'Step 1 notified Person a (next on call in schedule Schedule s, by layer l); ' +
        'skipped: Person b is disabled, schedule Schedule s2 has nobody on call',
    ],
    [
      'page.escalated',
      { step: 2, retry: 1, user_ids: ['a'], found: [{ user_id: 'a' }], assignment: 'round-robin', candidates: 3 },
      'Step 2 of cycle 2 notified Person a, whose turn it is among 3',
    ],
    ['page.escalated', { step: 1, retry: 0, user_ids: ['a', 'b'] }, 'Step 1 notified Person a, Person b'],
    [
      'page.step_empty',
      { step: 1, retry: 0, skipped: [{ team_id: 't', reason: 'no_members' }] },
      'Step 1 notified nobody; skipped: team Team t has no members',
    ],
    ['page.held', { reason: 'support_hours', until: 'T' }, 'The escalation waits for support hours until T'],
    [
      'page.held',
      { reason: 'threshold', threshold: { occurrences: 3, minutes: 10 } },
      'The escalation waits for 3 occurrences within 10 minutes',
    ],
    [
      'page.resumed',
      { reason: 'snooze', until: 'T' },
      'The escalation goes on: it waits no longer for the end of a snooze',
    ],
    ['page.acknowledged', { via: 'sms' }, 'Acknowledged by text message'],
    ['page.acknowledged', { via: 'api', also: true }, 'Acknowledged as well'],
    ['page.resolved', { via: 'link' }, 'Resolved by the link of an e-mail'],
    ['page.retriggered', { minutes: 30 }, 'Triggered again: acknowledged 30 minutes ago and not resolved'],
    ['page.merged', { into: 'p' }, 'Merged into page p'],
    ['page.acknowledged', { reason: 'merged', into: 'p' }, 'Acknowledged with page p'],
    [
      'page.nobody_reached',
      { admin_ids: ['a'], cause: 'the policy ended' },
      'Nobody was reached: the policy ended; the admins are notified: Person a',
    ],
    [
      'notification.failed',
      { user_id: 'a', channel: 'sms', reason: 'no number' },
      'Not delivered to Person a by sms: no number',
    ],
    [
      'notification.sent',
      { user_id: 'a', channel: 'sms', bundle_id: 'b', over_limit: true, delayed_seconds: 310 },
      'Sent to Person a by sms (together with other pages, over the limit of its service, 5 minutes late)',
    ],
    [
      'notification.sent',
      { user_id: 'a', channel: 'inbox', why: 'the person has no notification rule' },
      'Sent to Person a by inbox: the person has no notification rule',
    ],
    [
      'page.triggered',
      { urgency: 'high', is_shadow: true },
      'Triggered with high urgency; it is a shadow: nobody is really notified',
    ],
    ['page.something_new', { reason: 'why' }, 'page something new: why'],
  ])('says %s %j', (type, data, text) => {
    expect(textOf({ type, data }, words)).toBe(text);
  });
});

describe('mentionedIn', () => {
  it('lists each id once, by kind', () => {
    const data = { user_ids: ['a'], found: [{ user_id: 'a', schedule_id: 's' }], skipped: [{ team_id: 't' }] };
    expect(mentionedIn([{ data }, { data: { user_id: 'b' } }])).toEqual({
      people: ['a', 'b'],
      schedules: ['s'],
      teams: ['t'],
    });
  });
});
