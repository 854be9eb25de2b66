import { expect } from '@jest/globals';
import type { Harness } from './harness.js';

/** Makes an escalation policy of one step that pages these people. Answers its id. */
export async function makePolicy(harness: Harness, users: readonly string[], org = harness.org): Promise<string> {
  const steps = [{ escalate_after_seconds: 300, targets: users.map((id) => ({ type: 'users', id })) }];
  const created = await harness.request('POST', '/api/v2/on-call/escalation-policies', {
    headers: org.adminHeaders,
    body: { data: { type: 'policies', attributes: { name: 'policy of a test', steps } } },
  });
  expect(created).toMatchObject({ status: 201 });
  return created.body.data.id as string;
}

/** Sets the rules of the organization's team and answers their ids. */
export async function setRules(harness: Harness, rules: readonly object[], org = harness.org): Promise<string[]> {
  const answer = await harness.request('PUT', `/api/v2/on-call/teams/${org.teamId}/routing-rules`, {
    headers: org.adminHeaders,
    body: { data: { type: 'team_routing_rules', id: org.teamId, attributes: { rules } } },
  });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.data.relationships.rules.data.map((rule: { id: string }) => rule.id);
}
