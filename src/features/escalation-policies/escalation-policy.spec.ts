import { describe, expect, it } from '@jest/globals';
import { InvalidError, type PolicyId, type TeamId } from '../../kernel/index.js';
import { composed, requireReachable, targetTeams, targetUsers, type PolicyDraft } from './escalation-policy.js';
import type { StepSnapshot } from './policy-snapshot.js';

const POLICY = '00000000-0000-0000-0000-00000000000a' as PolicyId;
const user = (id: string) => ({ kind: 'user', id }) as const;
const team = (id: string) => ({ kind: 'team', id }) as const;
const schedule = (id: string) => ({ kind: 'schedule', id, position: 'next' }) as const;

function draft(changes: Partial<PolicyDraft> = {}): PolicyDraft {
  return { name: 'Payments', retries: 0, resolvePageOnPolicyEnd: false, teamIds: [], steps: [step()], ...changes };
}

function step(changes: Partial<PolicyDraft['steps'][number]> = {}) {
  return { assignment: 'default' as const, escalateAfterSeconds: 300, targets: [user('u1')], ...changes };
}

function known(...ids: string[]): StepSnapshot[] {
  return ids.map((id) => ({ id, escalateAfterSeconds: 60, targets: [user('u1')] }));
}

function counter(): () => string {
  let count = 0;
  return () => `new-${(count += 1)}`;
}

function fieldsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidError) return error.violations.map((violation) => violation.field);
    throw error;
  }
  return [];
}

describe('composed', () => {
  it('gives every step of a new policy its own id', () => {
    const policy = composed(POLICY, draft({ steps: [step(), step()] }), [], counter());
    expect(policy.id).toBe(POLICY);
    expect(policy.steps.map((each) => each.id)).toEqual(['new-1', 'new-2']);
  });

  it('keeps the id of a step that names it, also when steps change places', () => {
    const steps = [step({ id: 's2' }), step({ escalateAfterSeconds: 60 }), step({ id: 's1' })];
    const policy = composed(POLICY, draft({ steps }), known('s1', 's2'), counter());
    expect(policy.steps.map((each) => each.id)).toEqual(['s2', 'new-1', 's1']);
    expect(policy.steps[1]?.escalateAfterSeconds).toBe(60);
  });

  it('refuses an id that is not of a step of this policy', () => {
    const steps = [step({ id: 's1' }), step({ id: 'of-another-policy' })];
    expect(fieldsOf(() => composed(POLICY, draft({ steps }), known('s1'), counter()))).toEqual([
      '/data/attributes/steps/1/id',
    ]);
  });

  it('refuses an id that two steps name', () => {
    const steps = [step({ id: 's1' }), step({ id: 's1' })];
    expect(fieldsOf(() => composed(POLICY, draft({ steps }), known('s1'), counter()))).toEqual([
      '/data/attributes/steps/1/id',
    ]);
  });
});

describe('requireReachable', () => {
  const existing = { activeUsers: new Set(['u1']), teams: new Set(['t1']), schedules: new Set(['r1']) };
  const unreachableIn = (asked: PolicyDraft) =>
    fieldsOf(() => {
      requireReachable(asked, existing);
    });

  it('accepts active users, teams and schedules of the organization', () => {
    const targets = [user('u1'), team('t1'), schedule('r1')];
    const asked = draft({ teamIds: ['t1' as TeamId], steps: [step({ targets })] });
    expect(unreachableIn(asked)).toEqual([]);
  });

  it('points at every target and team that cannot be reached', () => {
    const asked = draft({
      teamIds: ['t1' as TeamId, 't9' as TeamId],
      steps: [step(), step({ targets: [user('u9'), user('u1'), team('u1'), schedule('t1')] })],
    });
    expect(unreachableIn(asked)).toEqual([
      '/data/attributes/steps/1/targets/0/id',
      '/data/attributes/steps/1/targets/2/id',
      '/data/attributes/steps/1/targets/3/id',
      '/data/relationships/teams/data/1/id',
    ]);
  });
});

describe('targetUsers and targetTeams', () => {
  it('name each once, in the order of their first use', () => {
    const steps = [step({ targets: [user('u2'), team('t1')] }), step({ targets: [user('u1'), user('u2')] })];
    expect(targetUsers({ steps })).toEqual(['u2', 'u1']);
    expect(targetTeams({ steps })).toEqual(['t1']);
  });
});
