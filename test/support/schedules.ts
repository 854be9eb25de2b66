import { expect } from '@jest/globals';
import type { Harness } from './harness.js';

/** A schedule in which one person is always on call. Answers its id. */
export async function makeSchedule(harness: Harness, userId: string, org = harness.org): Promise<string> {
  const layer = {
    ...{ name: 'Always', effective_date: '2026-01-01T00:00:00Z', rotation_start: '2026-01-01T00:00:00Z' },
    ...{ interval: { days: 1 }, members: [{ user: { id: userId } }] },
  };
  const attributes = { name: 'Payments', time_zone: 'Europe/Berlin', layers: [layer] };
  const answer = await harness.request('POST', '/api/v2/on-call/schedules', {
    headers: org.adminHeaders,
    body: { data: { type: 'schedules', attributes } },
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.data.id as string;
}

/** An override and a swap of the schedule, in which the admin of the organization has to be on call. Answers their ids. */
export async function makeChanges(harness: Harness, scheduleId: string, org = harness.org) {
  const make = async (kind: 'overrides' | 'swaps', attributes: object): Promise<string> => {
    const answer = await harness.request('POST', `/api/unstable/on-call/schedules/${scheduleId}/${kind}`, {
      headers: org.adminHeaders,
      body: { data: { type: `schedule_${kind}`, attributes } },
    });
    expect(answer).toMatchObject({ status: 201 });
    return answer.body.data.id as string;
  };
  const day = (n: number) => ({ start: `2040-01-0${n}T00:00:00Z`, end: `2040-01-0${n + 1}T00:00:00Z` });
  return {
    override: await make('overrides', { kind: 'remove', replaced_user_id: org.users.observer, ...day(1) }),
    swap: await make('swaps', day(3)),
  };
}
