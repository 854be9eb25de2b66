import { describe, expect, it } from '@jest/globals';
import type { PolicyId, TeamId, UserId } from '../../kernel/index.js';
import type { PolicyInclusion } from './escalation-policies.request.js';
import type { EscalationPolicy } from './escalation-policy.js';
import { policyDocument } from './policy-document.js';

const policy: EscalationPolicy = {
  id: 'p1' as PolicyId,
  name: 'Payments',
  retries: 2,
  resolvePageOnPolicyEnd: true,
  teamIds: ['t1' as TeamId],
  steps: [
    {
      id: 's1',
      escalateAfterSeconds: 300,
      targets: [
        { kind: 'user', id: 'u1' },
        { kind: 'schedule', id: 'r1', position: 'previous' },
        { kind: 'schedule', id: 'r1' },
        { kind: 'team', id: 't1' },
      ],
    },
  ],
};

function render(asked: PolicyInclusion[], mayRead = true) {
  return policyDocument(policy, {
    asked,
    users: [{ id: 'u1' as UserId, name: 'Jane', email: 'jane@example.com', active: false }],
    schedules: [{ id: 'r1', name: 'Rota', timeZone: 'UTC' }],
    teams: [{ id: 't1', handle: 'payments', name: 'Payments', description: '', avatar: null }],
    mayRead: () => mayRead,
  });
}

describe('policyDocument', () => {
  it('answers only linkage when nothing was asked for', () => {
    expect(render([])).toEqual({
      data: {
        type: 'policies',
        id: 'p1',
        attributes: { name: 'Payments', resolve_page_on_policy_end: true, retries: 2, tags: [] },
        relationships: {
          steps: { data: [{ type: 'steps', id: 's1' }] },
          teams: { data: [{ type: 'teams', id: 't1' }] },
        },
      },
    });
  });

  it('puts steps with their positioned schedules before users before schedules before teams', () => {
    expect(render(['steps.targets']).included).toEqual([
      {
        type: 'steps',
        id: 's1',
        attributes: { assignment: 'default', escalate_after_seconds: 300 },
        relationships: {
          targets: {
            data: [
              { type: 'users', id: 'u1' },
              { type: 'schedule_target', id: 'r1_previous' },
              { type: 'schedules', id: 'r1' },
              { type: 'teams', id: 't1' },
            ],
          },
        },
      },
      {
        type: 'schedule_target',
        id: 'r1_previous',
        attributes: { position: 'previous' },
        relationships: { schedule: { data: { type: 'schedules', id: 'r1' } } },
      },
      { type: 'users', id: 'u1', attributes: { email: 'jane@example.com', name: 'Jane', status: 'deactivated' } },
      { type: 'schedules', id: 'r1', attributes: { name: 'Rota', time_zone: 'UTC' } },
      { type: 'teams', id: 't1', attributes: { avatar: '', description: '', handle: 'payments', name: 'Payments' } },
    ]);
  });

  it('leaves steps out when only teams were asked for', () => {
    expect(render(['teams']).included?.map((each) => each.type)).not.toContain('steps');
  });

  it('shows neither name nor e-mail to those who may not read users', () => {
    const users = render(['steps.targets'], false).included?.filter((each) => each.type === 'users');
    expect(users).toEqual([{ type: 'users', id: 'u1', attributes: { name: '', status: 'deactivated' } }]);
  });
});
