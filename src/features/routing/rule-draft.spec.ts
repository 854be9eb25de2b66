import { describe, expect, it } from '@jest/globals';
import { InvalidError } from '../../kernel/index.js';
import { ruleDrafts, type RuleInput } from './rule-draft.js';
import type { TimeRestrictionsInput } from './time-restrictions.request.js';

const POLICY = '00000000-0000-0000-0000-00000000000a';
const OTHER = '00000000-0000-0000-0000-00000000000b';
const action = { type: 'escalation_policy', policy_id: POLICY } as const;
const slack = { type: 'send_slack_message', workspace: 'w', channel: 'c' } as const;
const hours = {
  time_zone: 'Europe/Berlin',
  restrictions: [{ start_day: 'monday', start_time: '09:00', end_day: 'friday', end_time: '17:00:00' }],
} as const satisfies TimeRestrictionsInput;
const span = { start_day: 'monday', start_time: '09:00', end_time: '09:00:00' } as const;
const restrictions = [{ startDay: 'monday', startTime: '09:00:00', endDay: 'friday', endTime: '17:00:00' }];
const fallback = {};

describe('ruleDrafts', () => {
  it.each<[string, RuleInput, object]>([
    ['the older form', { query: '', policy_id: POLICY, urgency: 'high' }, { urgency: 'high' }],
    ['the older form without urgency', { policy_id: POLICY }, {}],
    ['an action', { query: '', actions: [{ ...action, urgency: 'low' }] }, { urgency: 'low' }],
    ['an action beside the urgency of its rule', { actions: [action], urgency: 'dynamic' }, { urgency: 'dynamic' }],
    [
      'what a client read, sent back',
      { actions: [{ ...action, urgency: 'high' }], urgency: 'high' },
      { urgency: 'high' },
    ],
    ['an id in capitals', { policy_id: POLICY.toUpperCase() }, {}],
    ['a message beside the older form', { policy_id: POLICY, actions: [slack] }, { actions: [slack] }],
    ['messages around the escalation', { actions: [slack, action, slack] }, { actions: [slack, slack] }],
  ])('reads %s', (_, rule, rest) => {
    expect(ruleDrafts([rule])).toEqual([
      { query: '', route: { kind: 'policy', policyId: POLICY }, actions: [], ...rest },
    ]);
  });

  it('reads what the escalation is to do', () => {
    const [draft] = ruleDrafts([
      {
        actions: [{ ...action, ack_timeout_minutes: 30, support_hours: { ...hours, time_zone: '' } }],
        threshold: { occurrences: 3, minutes: 10 },
      },
    ]);
    expect(draft?.route).toEqual({
      kind: 'policy',
      policyId: POLICY,
      ackTimeoutMinutes: 30,
      supportHours: { timeZone: 'UTC', zoneIsUnstated: true, restrictions },
      threshold: { occurrences: 3, minutes: 10 },
    });
  });

  it('reads rules above the fallback by query, by hours, and by both', () => {
    const drafts = ruleDrafts([
      { query: 'tag:env:prod' },
      { time_restriction: hours },
      { query: 'tags.service:test db', time_restriction: hours },
      fallback,
    ]);
    expect(drafts.map(({ query, timeRestriction }) => [query, timeRestriction?.timeZone])).toEqual([
      ['tag:env:prod', undefined],
      ['', 'Europe/Berlin'],
      ['tags.service:test db', 'Europe/Berlin'],
      ['', undefined],
    ]);
    expect(drafts[1]?.timeRestriction?.restrictions).toEqual(restrictions);
  });

  it.each<[string, RuleInput]>([
    ['an empty rule', {}],
    ['nulls and an empty policy id', { actions: null, policy_id: '', time_restriction: null, urgency: null }],
  ])('takes %s for a fallback that leads nowhere', (_, rule) => {
    expect(ruleDrafts([rule])).toEqual([{ query: '', route: { kind: 'nowhere' }, actions: [] }]);
  });

  it('keeps the id of a rule', () => {
    expect(ruleDrafts([{ id: OTHER }])[0]?.id).toBe(OTHER);
  });

  it('takes an empty list', () => {
    expect(ruleDrafts([])).toEqual([]);
  });

  it.each<[string, RuleInput[], string, string]>([
    ['a last rule with a query', [{ query: 'service:a' }], '/0/query', 'must be empty'],
    ['a last rule with hours', [{ time_restriction: hours }], '/0/time_restriction', 'must be absent'],
    ['two fallbacks', [{}, {}], '/0/query', 'only the last rule'],
    ['a rule that hides those below', [{ query: '*' }, {}], '/0/query', 'only the last rule'],
    ['a query that cannot be read', [{ query: 'service:(a' }, {}], '/0/query', 'expected ")" at position 10'],
    ['an unknown field', [{ query: 'db colour:red' }, {}], '/0/query', 'unknown field "colour" at position 3'],
    [
      'hours that never open',
      [{ time_restriction: { time_zone: 'UTC', restrictions: [{ ...span, end_day: 'monday' }] } }, {}],
      '/0/time_restriction/restrictions/0',
      'must end at another time',
    ],
    [
      'two kinds of hours',
      [{ query: 'a', time_restriction: hours, actions: [{ ...action, support_hours: hours }] }, {}],
      '/0/time_restriction',
      'beside support_hours',
    ],
    ['a threshold without a policy', [{ threshold: { occurrences: 2, minutes: 5 } }], '/0/threshold', 'needs an'],
    [
      'a Slack message to no channel',
      [{ actions: [{ type: 'send_slack_message', workspace: 'w' }] }],
      '/0/actions/0/channel',
      'is required in a send_slack_message action',
    ],
    [
      'a Teams message of no tenant',
      [{ actions: [{ type: 'send_teams_message', team: 't', channel: 'c' }] }],
      '/0/actions/0/tenant',
      'is required',
    ],
    ['a workflow without handle', [{ actions: [action, { type: 'workflow' }] }], '/0/actions/1/handle', 'is required'],
    ['two policies', [{ actions: [action, action] }], '/0/actions/1', 'at most one'],
    ['both forms', [{ policy_id: OTHER, actions: [action] }], '/0/policy_id', 'beside'],
    ['a member of another action', [{ actions: [{ ...action, channel: 'x' }] }], '/0/actions/0/channel', 'is not of'],
    [
      'a timeout of a message',
      [{ actions: [{ ...slack, ack_timeout_minutes: 5 }] }],
      '/0/actions/0/ack_timeout_minutes',
      'is not of',
    ],
    ['an action without policy', [{ actions: [{ type: 'escalation_policy' }] }], '/0/actions/0/policy_id', 'UUID'],
    ['a policy id of another form', [{ policy_id: 'payments' }], '/0/policy_id', 'UUID'],
    ['two urgencies', [{ urgency: 'low', actions: [{ ...action, urgency: 'high' }] }], '/0/urgency', 'must be that'],
  ])('refuses %s', (_, rules, field, rule) => {
    const violations = violationsOf(() => ruleDrafts(rules));
    expect(violations).toEqual([
      { in: 'body', field: `/data/attributes/rules${field}`, rule: expect.stringContaining(rule) },
    ]);
  });
});

function violationsOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidError) return error.violations;
    throw error;
  }
  return [];
}
