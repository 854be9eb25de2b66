import { describe, expect, it } from '@jest/globals';
import { InvalidError } from '../../kernel/index.js';
import { ruleDrafts, type RuleInput } from './rule-draft.js';

const POLICY = '00000000-0000-0000-0000-00000000000a';
const OTHER = '00000000-0000-0000-0000-00000000000b';
const action = { type: 'escalation_policy', policy_id: POLICY };

describe('ruleDrafts', () => {
  it.each<[string, RuleInput, object]>([
    ['the older form', { query: '', policy_id: POLICY, urgency: 'high' }, { policyId: POLICY, urgency: 'high' }],
    ['the older form without urgency', { policy_id: POLICY }, { policyId: POLICY }],
    ['an action', { query: '', actions: [{ ...action, urgency: 'low' }] }, { policyId: POLICY, urgency: 'low' }],
    [
      'an action beside the urgency of its rule',
      { actions: [action], urgency: 'low' },
      { policyId: POLICY, urgency: 'low' },
    ],
    [
      'what a client read, sent back',
      { actions: [{ ...action, urgency: 'high' }], urgency: 'high' },
      { policyId: POLICY, urgency: 'high' },
    ],
    ['an id in capitals', { policy_id: POLICY.toUpperCase() }, { policyId: POLICY }],
  ])('reads %s', (_, rule, route) => {
    expect(ruleDrafts([rule])).toEqual([{ query: '', route: { kind: 'policy', ...route } }]);
  });

  it.each<[string, RuleInput]>([
    ['an empty rule', {}],
    ['nulls and an empty policy id', { actions: null, policy_id: '', time_restriction: null, urgency: null }],
  ])('takes %s for a fallback that leads nowhere', (_, rule) => {
    expect(ruleDrafts([rule])).toEqual([{ query: '', route: { kind: 'nowhere' } }]);
  });

  it('keeps the id of a rule', () => {
    expect(ruleDrafts([{ id: OTHER }])[0]?.id).toBe(OTHER);
  });

  it('takes an empty list', () => {
    expect(ruleDrafts([])).toEqual([]);
  });

  it.each<[string, RuleInput[], string, string]>([
    ['a last rule with a query', [{ query: 'service:a' }], '/0/query', 'must be empty'],
    ['a rule before the fallback', [{ query: 'service:a' }, {}], '/0/query', 'not supported'],
    ['two fallbacks', [{}, {}], '/0/query', 'only the last rule'],
    ['a time restriction', [{ time_restriction: { time_zone: 'UTC' } }], '/0/time_restriction', 'not supported'],
    ['dynamic urgency', [{ policy_id: POLICY, urgency: 'dynamic' }], '/0/urgency', 'not supported'],
    [
      'dynamic in an action',
      [{ actions: [{ ...action, urgency: 'dynamic' }] }],
      '/0/actions/0/urgency',
      'not supported',
    ],
    ['urgency without a policy', [{ urgency: 'low' }], '/0/urgency', 'needs an escalation policy'],
    ['a Slack action', [{ actions: [{ type: 'send_slack_message' }] }], '/0/actions/0/type', 'not supported'],
    ['a workflow action', [{ actions: [action, { type: 'workflow' }] }], '/0/actions/1/type', 'not supported'],
    ['two policies', [{ actions: [action, action] }], '/0/actions/1', 'at most one'],
    ['both forms', [{ policy_id: OTHER, actions: [action] }], '/0/policy_id', 'beside'],
    [
      'an acknowledge timeout',
      [{ actions: [{ ...action, ack_timeout_minutes: 5 }] }],
      '/0/actions/0/ack_timeout_minutes',
      'not supported',
    ],
    ['support hours', [{ actions: [{ ...action, support_hours: {} }] }], '/0/actions/0/support_hours', 'not supported'],
    ['a member of another action', [{ actions: [{ ...action, channel: 'x' }] }], '/0/actions/0/channel', 'is not of'],
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
