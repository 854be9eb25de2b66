import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, read, routeTeam, story, trigger } from './support/paging.js';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

let harness: Harness;
let [ada, grace]: [string, string] = ['', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace] = [harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());

async function now(): Promise<Temporal.ZonedDateTime> {
  const [row] = await harness.database.query<{ at: string }>(
    `select to_char(test_clock.clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`,
  );
  return Temporal.Instant.from(row?.at ?? '').toZonedDateTimeISO('UTC');
}

/** Support hours of one span of the week that opens and closes so many minutes from now. */
async function hours(opensIn: number, closesIn: number): Promise<object> {
  const at = await now();
  const edge = (minutes: number) => {
    const moment = at.add({ minutes });
    return [DAYS[moment.dayOfWeek - 1], moment.toPlainTime().toString().slice(0, 8).padEnd(8, ':00')] as const;
  };
  const [[startDay, startTime], [endDay, endTime]] = [edge(opensIn), edge(closesIn)];
  const restrictions = [{ start_day: startDay, start_time: startTime, end_day: endDay, end_time: endTime }];
  return { support_hours: { time_zone: 'UTC', restrictions } };
}

const kinds = async (id: string) => (await story(harness, id)).map((told) => told.type);

describe('support hours', () => {
  const steps = () => [{ users: [ada] }, { users: [grace] }];

  it('change nothing while they are open', async () => {
    await routeTeam(harness, { steps: steps(), action: await hours(-60, 60) });
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada]);
    expect(await kinds(id)).not.toContain('page.held');
  });

  it('let the page exist and its escalation wait for the opening, and begin at step 1 then', async () => {
    await routeTeam(harness, { steps: steps(), action: await hours(180, 240) });
    const id = await trigger(harness);
    await harness.settle();
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED' });
    expect(await notificationsOf(harness, id)).toEqual([]);
    const held = (await story(harness, id)).find((told) => told.type === 'page.held');
    expect(held?.data).toMatchObject({ reason: 'support_hours', until: expect.any(String) });

    await harness.fastForward('179 minutes');
    expect(await notificationsOf(harness, id)).toEqual([]);
    await harness.fastForward('1 minute 1 second');
    expect(await inboxOf(harness, id)).toEqual([ada]);
    expect(await kinds(id)).toEqual(expect.arrayContaining(['page.held', 'page.resumed', 'page.escalated']));
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
  });

  it('keep the next step of a page that began before they closed until they open again', async () => {
    await routeTeam(harness, {
      steps: [{ after: 600, users: [ada] }, { users: [grace] }],
      action: await hours(-60, 5),
    });
    const id = await trigger(harness);
    await harness.settle();
    await harness.fastForward('11 minutes');
    expect(await inboxOf(harness, id)).toEqual([ada]);
    await harness.fastForward('6 days 22 hours 48 minutes');
    expect(await inboxOf(harness, id)).toEqual([ada]);
    await harness.fastForward('2 minutes');
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
  });

  it('are not waited for a second time when nobody was there to see them open', async () => {
    await routeTeam(harness, { steps: steps(), action: await hours(60, 120) });
    const id = await trigger(harness);
    await harness.settle();
    await harness.fastForward('5 hours');
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('are opened by a person who escalates', async () => {
    await routeTeam(harness, { steps: steps(), action: await hours(180, 240) });
    const id = await trigger(harness);
    await harness.settle();
    expect(await act(harness, id, 'escalate')).toMatchObject({ status: 202 });
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('notify nobody of a page that was acknowledged or resolved before they opened', async () => {
    await routeTeam(harness, { steps: steps(), action: await hours(180, 240) });
    const [taken, closed] = [await trigger(harness), await trigger(harness)];
    await harness.settle();
    await act(harness, taken, 'acknowledge');
    await act(harness, closed, 'resolve');
    await harness.fastForward('200 minutes');
    expect([...(await inboxOf(harness, taken)), ...(await inboxOf(harness, closed))]).toEqual([]);
  });
});
