import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { startMailServer, type MailServer } from './support/mail-server.js';
import { makeSchedule } from './support/paging.js';
import { emailConfig, makeActiveChannel, phoneConfig } from './support/people.js';
import { startPhoneProvider, type PhoneProvider } from './support/phone-provider.js';

let harness: Harness;
let mail: MailServer;
let phone: PhoneProvider;
let ada: string;
let grace: string;
let ken: string;

beforeAll(async () => {
  mail = await startMailServer();
  phone = await startPhoneProvider();
  harness = await startHarness({
    tenant: 'on-call',
    environment: { ...mail.environment, ...phone.environment },
  });
  ({ admin: ada, manager: grace, responder: ken } = harness.org.users);
  await makeActiveChannel(harness, ada, emailConfig('ada@acme.example'));
  await makeActiveChannel(harness, grace, emailConfig('grace@acme.example'));
  await makeActiveChannel(harness, ken, phoneConfig('+17039389548'));
});
afterEach(async () => {
  await harness.settle();
  for (const id of made.splice(0)) {
    expect(await harness.request('DELETE', `/api/v2/on-call/schedules/${id}`)).toMatchObject({ status: 204 });
  }
  mail.mails.expectNoMore();
  phone.requests.expectNoMore();
});
afterAll(async () => {
  await harness.stop();
  await mail.stop();
  await phone.stop();
});

const made: string[] = [];
const overrides = (id: string, rest = '') => `/api/unstable/on-call/schedules/${id}/overrides${rest}`;

/** Turns of an hour that began five minutes ago. */
async function rota(...members: readonly (string | undefined)[]): Promise<string> {
  const { minute } = (await moment()).toZonedDateTimeISO('UTC');
  await harness.fastForward(`${(65 - minute) % 60} minutes`);
  const id = await makeSchedule(harness, [...members]);
  made.push(id);
  await harness.settle();
  return id;
}

/** What the next mails and text messages say, in the order of the people. */
async function told(count: number): Promise<string[]> {
  const lines: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { to, subject } = await mail.mails.take();
    lines.push(`${to.join()} ${subject}`);
  }
  return lines.sort();
}

const ON = 'You are on call: schedule of a test';
const OFF = 'You are off call: schedule of a test';

describe('hand-offs', () => {
  it('tell who comes on and who goes off, once', async () => {
    await rota(ada, grace);
    expect(await told(1)).toEqual([`ada@acme.example ${ON}`]);
    await harness.fastForward('1 hour');
    expect(await told(2)).toEqual([`ada@acme.example ${OFF}`, `grace@acme.example ${ON}`]);
    await harness.fastForward('10 minutes');
    await harness.fastForward('20 minutes');
    mail.mails.expectNoMore();
  });

  it('tell by text message who has no e-mail channel, and nothing to who has none', async () => {
    await rota(ken, harness.org.users.observer);
    const text = await phone.requests.take();
    expect(text).toMatchObject({ kind: 'text', to: '+17039389548' });
    expect(text.content).toContain('on call: schedule of a test');
    await harness.fastForward('1 hour');
    expect((await phone.requests.take()).content).toContain('off call: schedule of a test');
  });

  it('tell nothing to who goes on with another turn', async () => {
    await rota(ada, ada, undefined);
    expect(await told(1)).toEqual([`ada@acme.example ${ON}`]);
    await harness.fastForward('1 hour');
    mail.mails.expectNoMore();
    await harness.fastForward('1 hour');
    expect(await told(1)).toEqual([`ada@acme.example ${OFF}`]);
    await harness.fastForward('1 hour');
    expect(await told(1)).toEqual([`ada@acme.example ${ON}`]);
  });

  it('tell after an outage what the changes came to, not each of them', async () => {
    await rota(ada, grace, undefined);
    await told(1);
    await harness.fastForward('30 hours 59 minutes');
    // thirty hours are ten rounds, and one turn more
    const lines = await told(2);
    expect(lines).toEqual([`ada@acme.example ${OFF}`, `grace@acme.example ${ON}`]);
  });

  it('tell of overrides when they begin, when they end, and when they are ended', async () => {
    const id = await rota(ada);
    await told(1);
    const now = await moment();
    const add = (start: number, end: number) =>
      harness.request('POST', overrides(id), {
        body: {
          data: {
            type: 'schedule_overrides',
            attributes: {
              kind: 'replace',
              user_id: grace,
              replaced_user_id: ada,
              start: now.add({ minutes: start }).toString(),
              end: now.add({ minutes: end }).toString(),
            },
          },
        },
      });
    expect(await add(20, 25)).toMatchObject({ status: 201 });
    await harness.settle();
    mail.mails.expectNoMore();
    await harness.fastForward('21 minutes');
    expect(await told(2)).toEqual([`ada@acme.example ${OFF}`, `grace@acme.example ${ON}`]);
    await harness.fastForward('5 minutes');
    expect(await told(2)).toEqual([`ada@acme.example ${ON}`, `grace@acme.example ${OFF}`]);
    const second = await add(26, 600);
    expect(second).toMatchObject({ status: 201 });
    await harness.fastForward('1 minute');
    expect(await told(2)).toEqual([`ada@acme.example ${OFF}`, `grace@acme.example ${ON}`]);
    const { id: overrideId } = second.body.data;
    expect(await harness.request('DELETE', overrides(id, `/${overrideId}`))).toMatchObject({ status: 204 });
    await harness.settle();
    expect(await told(2)).toEqual([`ada@acme.example ${ON}`, `grace@acme.example ${OFF}`]);
  });

  it('tell at once when the schedule is changed', async () => {
    const id = await rota(ada);
    await told(1);
    const path = `/api/v2/on-call/schedules/${id}`;
    const { body } = await harness.request('GET', `${path}?include=layers`);
    const { name, time_zone } = body.data.attributes;
    const { applied_rotation_start: _, ...layer } = body.included[0].attributes;
    const layers = [{ ...layer, members: [{ user: { id: grace } }] }];
    const changed = await harness.request('PUT', path, {
      body: { data: { type: 'schedules', id, attributes: { name, time_zone, layers } } },
    });
    expect(changed).toMatchObject({ status: 200 });
    await harness.settle();
    expect(await told(2)).toEqual([`ada@acme.example ${OFF}`, `grace@acme.example ${ON}`]);
  });

  it('say the time on the wall of the schedule, and when the shift ends', async () => {
    await rota(ada);
    const { text } = await mail.mails.take();
    expect(text).toMatch(/since \d{4}-\d\d-\d\d \d\d:00 \S+, until \d{4}-\d\d-\d\d \d\d:00/);
  });

  it('tell nobody of a schedule that was there before anybody was told', async () => {
    const id = await rota(ada, grace);
    await told(1);
    await harness.database.query(
      `update schedule_hand_offs set is_known = false, user_id = null, check_at = clock_timestamp() where schedule_id = $1`,
      [id],
    );
    await harness.settle();
    mail.mails.expectNoMore();
    await harness.fastForward('1 hour');
    expect(await told(2)).toEqual([`ada@acme.example ${OFF}`, `grace@acme.example ${ON}`]);
  });
});

async function moment(): Promise<Temporal.Instant> {
  const [row] = await harness.database.query<{ at: Date }>('select test_clock.clock_timestamp() as at');
  return Temporal.Instant.fromEpochMilliseconds(row?.at.getTime() ?? 0);
}
