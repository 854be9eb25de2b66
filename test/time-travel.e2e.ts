import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { startMailServer, type MailServer } from './support/mail-server.js';
import { act, inboxOf, makeSchedule, notificationsOf, read, routeTeam, story, trigger } from './support/paging.js';
import { emailConfig, makeActiveChannel, makeRule, phoneConfig } from './support/people.js';
import { startPhoneProvider, type PhoneProvider } from './support/phone-provider.js';

jest.setTimeout(60_000);

const PAGES = '/api/unstable/on-call/pages';
const SCHEDULES = '/api/v2/on-call/schedules';
const NOBODY = '00000000-0000-4000-8000-00000000dead';
const NUMBER = '+17039389548';

let mail: MailServer;
let phone: PhoneProvider;
let harness: Harness;
let [ada, grace, ken]: [string, string, string] = ['', '', ''];

/** Mail server and phone provider are there in every test: what they receive and no test takes fails it. */
async function start(): Promise<void> {
  harness = await startHarness({ tenant: 'on-call', environment: { ...mail.environment, ...phone.environment } });
  [ada, grace, ken] = [harness.org.users.admin, harness.org.users.manager, harness.org.users.responder];
}

beforeAll(async () => {
  mail = await startMailServer();
  phone = await startPhoneProvider();
});
afterAll(async () => {
  await mail.stop();
  await phone.stop();
});
afterEach(() => {
  mail.mails.expectNoMore();
  phone.requests.expectNoMore();
});

const now = async () => {
  const [row] = await harness.database.query<{ at: Date }>('select test_clock.clock_timestamp() as at');
  return Temporal.Instant.fromEpochMilliseconds(row?.at.getTime() ?? 0);
};

/** Moves time forward to the moment. */
async function travelTo(moment: Temporal.Instant): Promise<void> {
  await harness.fastForward(`${moment.since(await now()).total('milliseconds')} milliseconds`);
}

const emailOf = (id: string) => Object.entries(harness.org.users).find(([, each]) => each === id)?.[0] as 'admin';

/** Triggers a page and answers who was called by e-mail: nobody has a rule, so it goes to the account's address. */
async function paged(people: number): Promise<string[]> {
  const id = await trigger(harness, { attributes: { services: [crypto.randomUUID()] } });
  await harness.settle();
  const called: string[] = [];
  for (let count = 0; count < people; count += 1) called.push(...(await mail.mails.take()).to);
  await act(harness, id, 'resolve');
  return called;
}

const addressesOf = (...people: string[]) => people.map((id) => harness.org.emails[emailOf(id)]);

describe('schedules in the course of time, as the people who are called see them', () => {
  beforeAll(start);
  afterAll(() => harness.stop());

  it.each([
    ['hourly', { seconds: 3_600 }, '1 hour'],
    ['daily', { days: 1 }, '24 hours'],
    ['weekly', { days: 7 }, '168 hours'],
    ['every 28 days', { days: 28 }, '672 hours'],
  ])('hand over %s, leave a gap to the next step, and begin again', async (_, interval, turn) => {
    const schedule = await makeSchedule(harness, [ada, undefined, grace], { interval });
    await routeTeam(harness, { steps: [{ after: 36_000, schedules: [{ id: schedule }] }, { users: [ken] }] });
    const called = [await paged(1)];
    for (let count = 0; count < 3; count += 1) {
      await harness.fastForward(turn);
      called.push(await paged(1));
    }
    expect(called).toEqual([ada, ken, grace, ada].map((id) => addressesOf(id)));
  });

  it.each([
    ['goes forward', '2027-03-27'],
    ['goes back', '2027-10-30'],
  ])('hand over at 09:00 on the wall when the clock %s', async (_, before) => {
    const wall = (days: number, time: string) =>
      Temporal.PlainDate.from(before).add({ days }).toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: time });
    const start = wall(0, '09:00');
    const schedule = await makeSchedule(harness, [ada, grace], {
      time_zone: 'Europe/Berlin',
      interval: { days: 1 },
      effective_date: start.toInstant().toString(),
      rotation_start: start.toInstant().toString(),
    });
    await routeTeam(harness, { steps: [{ after: 36_000, schedules: [{ id: schedule }] }] });
    const called: string[][] = [];
    for (const moment of [wall(1, '08:59'), wall(1, '09:01'), wall(2, '08:59'), wall(2, '09:01')]) {
      await travelTo(moment.toInstant());
      called.push(await paged(1));
    }
    expect(called).toEqual([ada, grace, grace, ada].map((id) => addressesOf(id)));
  });

  it.each([
    ['an addition', () => ({ kind: 'add', user_id: grace }), () => grace],
    ['a replacement', () => ({ kind: 'replace', user_id: grace, replaced_user_id: ada }), () => grace],
    ['a removal', () => ({ kind: 'remove', replaced_user_id: ada }), () => ken],
  ])('take %s inside its window only', async (_, attributes, expected) => {
    const schedule = await makeSchedule(harness, [ada]);
    await routeTeam(harness, { steps: [{ after: 36_000, schedules: [{ id: schedule }] }, { users: [ken] }] });
    const at = await now();
    const span = { start: at.add({ hours: 1 }).toString(), end: at.add({ hours: 2 }).toString() };
    const made = await harness.request('POST', `/api/unstable/on-call/schedules/${schedule}/overrides`, {
      body: { data: { type: 'schedule_overrides', attributes: { ...attributes(), ...span } } },
    });
    expect(made).toMatchObject({ status: 201 });
    const called = [await paged(1)];
    await harness.fastForward('1 hour 1 minute');
    called.push(await paged(1));
    await harness.fastForward('1 hour');
    called.push(await paged(1));
    expect(called).toEqual([ada, expected(), ada].map((id) => addressesOf(id)));
  });

  it('call who has the turn when a member before them leaves', async () => {
    const schedule = await makeSchedule(harness, [ada, grace, ken]);
    await routeTeam(harness, { steps: [{ after: 36_000, schedules: [{ id: schedule }] }] });
    await harness.fastForward('1 hour');
    expect(await paged(1)).toEqual(addressesOf(grace));
    const { body } = await harness.request('GET', `${SCHEDULES}/${schedule}?include=layers`);
    const included = body.included as { type: string; id: string; attributes: Record<string, unknown> }[];
    const layer = included.find((each) => each.type === 'layers');
    const { name, interval, effective_date, rotation_start } = layer?.attributes ?? {};
    const members = [grace, ken].map((id) => ({ user: { id } }));
    const layers = [{ id: layer?.id, name, interval, effective_date, rotation_start, members }];
    const attributes = { name: 'without the first', time_zone: 'UTC', layers };
    const data = { type: 'schedules', id: schedule, attributes };
    expect(await harness.request('PUT', `${SCHEDULES}/${schedule}`, { body: { data } })).toMatchObject({ status: 200 });
    expect(await paged(1)).toEqual(addressesOf(grace));
    await harness.fastForward('1 hour');
    expect(await paged(1)).toEqual(addressesOf(ken));
  });
});

describe('pages in the course of time', () => {
  beforeAll(async () => {
    await start();
    const channel = await makeActiveChannel(harness, ken, phoneConfig(NUMBER));
    await makeRule(harness, ken, channel, { method: 'sms', delay: 5 });
  });
  afterAll(() => harness.stop());
  beforeEach(() => harness.fastForward('1 hour'));

  const resolved = (id: string) => act(harness, id, 'resolve');

  it('of one deduplication key for two targets are two, and each ends for itself', async () => {
    await routeTeam(harness, { steps: [{ after: 36_000, users: [ada] }] });
    const event_deduplication_key = crypto.randomUUID();
    const person = { target: { type: 'user_id', identifier: grace }, event_deduplication_key };
    const ids = [
      await trigger(harness, { attributes: { event_deduplication_key } }),
      await trigger(harness, { attributes: person }),
      await trigger(harness, { attributes: { event_deduplication_key } }),
      await trigger(harness, { attributes: person }),
    ];
    await harness.settle();
    const [team = '', other = ''] = ids;
    expect(team).not.toBe(other);
    expect(ids).toEqual([team, other, team, other]);
    const called = [...(await mail.mails.take()).to, ...(await mail.mails.take()).to];
    expect(called.sort()).toEqual(addressesOf(ada, grace).sort());
    await resolved(team);
    expect(await read(harness, other)).toMatchObject({ status: 'TRIGGERED', occurrences: 2 });
    await resolved(other);
  });

  it('that nobody knows cannot be closed, and nothing is opened by it', async () => {
    const count = () => harness.database.query('select count(*)::int as n from cases');
    const before = await count();
    for (const id of [NOBODY, 'PAGE-999999', 'nothing']) {
      expect(await act(harness, id, 'resolve')).toMatchObject({ status: 404 });
    }
    const bulk = { data: { type: 'page_bulk_requests', attributes: { action: 'resolve', pages: [NOBODY] } } };
    expect((await harness.request('POST', `${PAGES}/bulk`, { body: bulk })).status).toBeLessThan(500);
    await harness.settle();
    expect(await count()).toEqual(before);
  });

  it('that escalate to the same person again before their rule is due call once', async () => {
    await routeTeam(harness, { steps: [{ users: [ken] }, { users: [ken] }, { after: 36_000, users: [ken] }] });
    const id = await trigger(harness, { attributes: { services: ['again'] } });
    await harness.settle();
    await harness.fastForward('61 seconds');
    await act(harness, id, 'escalate');
    await harness.fastForward('1 hour');
    expect(await phone.requests.take()).toMatchObject({ kind: 'text', to: NUMBER });
    expect((await notificationsOf(harness, id)).map((row) => row.state)).toEqual(['sent', 'cancelled', 'cancelled']);
    await resolved(id);
  });

  it('that wait send nothing by a rule that was added late, and the next page does', async () => {
    await routeTeam(harness, { steps: [{ after: 36_000, users: [ken] }] });
    const id = await trigger(harness, { attributes: { services: ['early'] } });
    await harness.settle();
    const email = await makeActiveChannel(harness, ken, emailConfig('late@acme.example'));
    await makeRule(harness, ken, email, { delay: 1 });
    await harness.fastForward('10 minutes');
    expect(await phone.requests.take()).toMatchObject({ kind: 'text' });
    mail.mails.expectNoMore();
    await resolved(id);
    const next = await trigger(harness, { attributes: { services: ['afterwards'] } });
    await harness.settle();
    await harness.fastForward('2 minutes');
    expect(await mail.mails.take()).toMatchObject({ to: ['late@acme.example'] });
    await act(harness, next, 'acknowledge');
    await harness.fastForward('10 minutes');
  });

  it('that somebody took and escalates go to step 2, and step 1 is not called again', async () => {
    await routeTeam(harness, { steps: [{ users: [ada] }, { after: 36_000, users: [grace] }] });
    const id = await trigger(harness);
    expect((await mail.mails.take()).to).toEqual(addressesOf(ada));
    await act(harness, id, 'acknowledge');
    await harness.fastForward('10 minutes');
    expect(await act(harness, id, 'escalate')).toMatchObject({ status: 202 });
    await harness.settle();
    await harness.fastForward('1 hour');
    expect((await mail.mails.take()).to).toEqual(addressesOf(grace));
    await resolved(id);
  });
});

describe('people who are missing', () => {
  beforeAll(start);
  afterAll(() => harness.stop());

  it('do not stop other pages, and each page says whom it did not find and why', async () => {
    const created = await harness.request('POST', '/api/v2/team', {
      body: { data: { type: 'team', attributes: { handle: 'empty', name: 'Empty' } } },
    });
    expect(created).toMatchObject({ status: 201 });
    const teams = [created.body.data.id as string];
    const empty = await makeSchedule(harness, [undefined]);
    await routeTeam(harness, {
      steps: [
        { after: 36_000, users: [grace] },
        { after: 36_000, teams },
        { after: 36_000, schedules: [{ id: empty }] },
        { after: 36_000, users: [ken] },
      ],
    });
    await harness.request('DELETE', `/api/v2/users/${grace}`);
    const broken = await trigger(harness, { attributes: { services: ['broken'] } });
    await harness.settle();
    expect((await mail.mails.take()).to).toEqual(addressesOf(ken));
    const texts = (await story(harness, broken)).flatMap(({ type, text }) =>
      type === 'page.step_empty' ? [text] : [],
    );
    expect(texts).toEqual([
      `Step 1 notified nobody; skipped: ${harness.org.names.manager} is disabled`,
      'Step 2 notified nobody; skipped: team Empty has no members',
      'Step 3 notified nobody; skipped: schedule schedule of a test has nobody on call',
    ]);
    await routeTeam(harness, { steps: [{ after: 36_000, teams }] });
    const nobody = await trigger(harness, { attributes: { services: ['nobody'] } });
    await routeTeam(harness, { steps: [{ after: 36_000, users: [ada] }] });
    const fine = await trigger(harness, { attributes: { services: ['fine'] } });
    await harness.settle();
    const called = [...(await mail.mails.take()).to, ...(await mail.mails.take()).to];
    expect(called).toEqual(addressesOf(ada, ada));
    expect(await inboxOf(harness, fine)).toEqual([]);
    expect((await story(harness, nobody)).map(({ type }) => type)).toContain('page.nobody_reached');
  });
});
