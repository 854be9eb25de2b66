import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { LIVE_CALLS, LiveCaller, makeNumber, NUMBERS, verbs } from './support/live-call.js';
import { act, inboxOf, makeSchedule, read, routeTeam, story } from './support/paging.js';
import { emailConfig, makeActiveChannel, makeChannel, phoneConfig } from './support/people.js';
import { callBack, startPhoneProvider, type PhoneProvider } from './support/phone-provider.js';
import type { Verb } from './support/twiml.js';

jest.setTimeout(60_000);

const TEAM_NUMBER = '+14155550123';
const CALLER = '+4930901820123';
const RESPONDER = '+17039389548';
const MANAGER = '+17039389549';

let harness: Harness;
let phone: PhoneProvider;
let responder: string;
let manager: string;

beforeAll(async () => {
  phone = await startPhoneProvider();
  harness = await startHarness({ tenant: 'on-call', environment: phone.environment });
  ({ responder, manager } = harness.org.users);
});
afterAll(async () => {
  await harness.stop();
  await phone.stop();
});

beforeEach(async () => {
  // so that no caller has called too often
  await harness.fastForward('1 hour');
  await harness.database.query('delete from notification_channels');
  await harness.database.query('delete from live_call_numbers');
  await makeActiveChannel(harness, responder, phoneConfig(RESPONDER));
  await makeActiveChannel(harness, manager, phoneConfig(MANAGER));
  await routeTeam(harness, { steps: [{ after: 36_000, users: [responder] }, { users: [manager] }] });
  await makeNumber(harness, TEAM_NUMBER, { greeting: 'You have reached <payments> & friends.', ring_seconds: 20 });
});
afterEach(() => {
  phone.requests.expectNoMore();
});

const caller = (from = CALLER) => new LiveCaller(harness, from, TEAM_NUMBER);
const named = (list: readonly Verb[], name: string) => list.find((verb) => verb.name === name);
const names = (list: readonly Verb[]) => list.map((verb) => verb.name);
const said = (list: readonly Verb[]) => named(list, 'Say')?.text;
const rings = (list: readonly Verb[]) => named(list, 'Dial')?.verbs.map((verb) => verb.text);

async function pagesOf(call: LiveCaller): Promise<string[]> {
  const rows = await harness.database.query<{ id: string }>(
    `select c.id from cases c where c.additional_properties->'on_call'->'live_call'->>'call_id' = $1`,
    [call.sid],
  );
  return rows.map((row) => row.id);
}

async function pageOf(call: LiveCaller): Promise<string> {
  const ids = await pagesOf(call);
  expect(ids).toHaveLength(1);
  return ids[0] ?? '';
}

async function liveCallOf(call: LiveCaller) {
  return (await read(harness, await pageOf(call))).on_call.live_call;
}

/** What is told of the call, as `[type, data]`. */
async function told(call: LiveCaller) {
  const entries = await story(harness, await pageOf(call));
  return entries.flatMap(({ type, data }) => (type.startsWith('live_call.') ? [[type.slice(10), data]] : []));
}

/** The call, with the first phone picked up and asked. */
async function asked() {
  const call = caller();
  const started = await call.start();
  const dial = named(started, 'Dial');
  const question = await call.pickUp(dial);
  return { call, dial, question, gather: named(question, 'Gather') };
}

/** The call, with voicemail offered. */
async function atVoicemail() {
  const call = caller();
  const first = await call.start();
  const second = await call.dialEnds(named(first, 'Dial'), 'no-answer');
  const offer = await call.dialEnds(named(second, 'Dial'), 'no-answer');
  return { call, offer, record: named(offer, 'Record') };
}

describe('a call to a team', () => {
  it('makes a page at once, which escalates, and rings who is on call first, hiding the caller', async () => {
    const call = caller();
    const started = await call.start();
    expect(names(started)).toEqual(['Say', 'Dial']);
    expect(said(started)).toBe('You have reached <payments> & friends.');
    expect(rings(started)).toEqual([RESPONDER]);
    expect(named(started, 'Dial')?.attributes).toMatchObject({
      callerId: TEAM_NUMBER,
      timeout: '20',
      timeLimit: '3600',
    });
    expect(JSON.stringify(started)).not.toContain(CALLER);
    const page = await read(harness, await pageOf(call));
    expect(page).toMatchObject({
      status: 'TRIGGERED',
      urgency: 'high',
      title: expect.stringMatching(/^Live call to /),
      on_call: {
        live_call: { call_id: call.sid, caller: CALLER, started_at: expect.any(String), voicemail: false },
        targets: { teams: [harness.org.teamId] },
      },
    });
    expect(page.on_call.live_call).not.toHaveProperty('outcome');
    await harness.settle();
    expect(await inboxOf(harness, await pageOf(call))).toEqual([responder]);
    expect(await told(call)).toEqual([
      ['received', { ring: [responder, manager] }],
      ['ringing', { user_id: responder }],
    ]);
  });

  it('is taken by the first who presses 1, who so acknowledges the page', async () => {
    const { call, dial, question, gather } = await asked();
    expect(names(question)).toEqual(['Gather', 'Gather', 'Hangup']);
    expect(gather).toMatchObject({ attributes: { numDigits: '1' }, verbs: [{ name: 'Say' }] });
    await harness.fastForward('5 seconds');
    expect(await call.press(gather, '1')).toMatchObject([{ name: 'Say', text: 'Connecting.' }]);
    const answered = await read(harness, await pageOf(call));
    expect(answered).toMatchObject({
      status: 'ACKNOWLEDGED',
      on_call: { acknowledged_at: expect.any(String), live_call: { answered_by: responder } },
    });
    expect(answered.on_call.live_call).not.toHaveProperty('outcome');
    await harness.fastForward('90 seconds');
    expect(names(await call.dialEnds(dial, 'completed'))).toEqual(['Hangup']);
    expect(await call.status('completed', { CallDuration: '97' })).toMatchObject({ status: 204 });
    const { started_at, answered_at, duration, outcome } = await liveCallOf(call);
    expect(outcome).toBe('answered');
    expect(Date.parse(answered_at) - Date.parse(started_at)).toBeGreaterThanOrEqual(5_000);
    expect(duration).toMatch(/^(9[5-9]|1\d\d)s$/);
    const entries = await story(harness, await pageOf(call));
    expect(entries.filter(({ type }) => type === 'page.acknowledged')).toMatchObject([
      { author: { type: 'USER', id: responder } },
    ]);
    expect((await told(call)).slice(2)).toEqual([
      ['answered', { user_id: responder }],
      ['ended', { outcome: 'answered' }],
    ]);
  });

  it.each([
    ['no-answer', 'no_answer'],
    ['busy', 'busy'],
    ['failed', 'failed'],
  ])('goes on to the second when the first is %s', async (status, reason) => {
    const call = caller();
    const first = await call.start();
    const second = await call.dialEnds(named(first, 'Dial'), status);
    expect(names(second)).toEqual(['Dial']);
    expect(rings(second)).toEqual([MANAGER]);
    const question = await call.pickUp(named(second, 'Dial'));
    await call.press(named(question, 'Gather'), '1');
    expect(await read(harness, await pageOf(call))).toMatchObject({
      status: 'ACKNOWLEDGED',
      on_call: { live_call: { answered_by: manager } },
    });
    expect((await told(call)).slice(2)).toEqual([
      ['not_taken', { user_id: responder, reason }],
      ['ringing', { user_id: manager }],
      ['answered', { user_id: manager }],
    ]);
  });

  it('goes on when the first declines', async () => {
    const { call, dial, gather } = await asked();
    expect(names(await call.press(gather, '9'))).toEqual(['Hangup']);
    expect(rings(await call.dialEnds(dial, 'completed'))).toEqual([MANAGER]);
    expect((await told(call))[2]).toEqual(['not_taken', { user_id: responder, reason: 'declined' }]);
    expect(await read(harness, await pageOf(call))).toMatchObject({ status: 'TRIGGERED' });
  });

  it('is not taken by a mailbox that picks up and presses nothing, nor by what is known to be a machine', async () => {
    const { call, dial } = await asked();
    const second = await call.dialEnds(dial, 'completed', { DialCallDuration: '16' });
    expect(rings(second)).toEqual([MANAGER]);
    const machine = await call.pickUp(named(second, 'Dial'), { AnsweredBy: 'machine_start' });
    expect(names(machine)).toEqual(['Hangup']);
    const offer = await call.dialEnds(named(second, 'Dial'), 'completed');
    expect(names(offer)).toEqual(['Say', 'Record', 'Hangup']);
    expect((await told(call)).filter(([type]) => type === 'not_taken')).toEqual([
      ['not_taken', { user_id: responder, reason: 'not_accepted' }],
      ['not_taken', { user_id: manager, reason: 'machine' }],
    ]);
    expect(await read(harness, await pageOf(call))).toMatchObject({ status: 'TRIGGERED' });
  });

  it('connects also when the page was resolved meanwhile, and leaves it resolved', async () => {
    const { call, gather } = await asked();
    await act(harness, await pageOf(call), 'resolve');
    expect(said(await call.press(gather, '1'))).toBe('Connecting.');
    expect(await read(harness, await pageOf(call))).toMatchObject({
      status: 'RESOLVED',
      on_call: { live_call: { answered_by: responder } },
    });
  });

  it('rings through a schedule and a team, each person once', async () => {
    const { admin } = harness.org.users;
    const schedule = await makeSchedule(harness, [admin]);
    // the hand-off finds no channel yet
    await harness.settle();
    await makeActiveChannel(harness, admin, phoneConfig('+17039389550'));
    await routeTeam(harness, { steps: [{ schedules: [{ id: schedule }] }, { teams: [harness.org.teamId] }] });
    const call = caller();
    await call.start();
    const [[, received] = []] = await told(call);
    expect(received).toEqual({ ring: [admin, manager, responder] });
  });
});

describe('voicemail', () => {
  it('is offered when nobody takes the call; the message is kept at the provider', async () => {
    const { call, offer, record } = await atVoicemail();
    expect(names(offer)).toEqual(['Say', 'Record', 'Hangup']);
    const url = `${phone.environment.PHONE_BASE_URL}/2010-04-01/Accounts/AC1/Recordings/RE1`;
    const thanks = await call.record(record, { RecordingUrl: url, RecordingSid: 'RE1', RecordingDuration: '12' });
    expect(names(thanks)).toEqual(['Say', 'Hangup']);
    expect(await liveCallOf(call)).toMatchObject({
      outcome: 'voicemail',
      voicemail: true,
      recording_url: url,
      recording_seconds: 12,
    });
    expect((await told(call)).slice(-3)).toEqual([
      ['voicemail_offered', {}],
      ['voicemail_left', { seconds: 12 }],
      ['ended', { outcome: 'voicemail' }],
    ]);
    expect(await read(harness, await pageOf(call))).toMatchObject({ status: 'TRIGGERED' });
  });

  it.each(['https://evil.example/recording', 'javascript:alert(1)', 'nothing', 'http://user:x@127.0.0.1/'])(
    'keeps no address that is not at the provider: %s',
    async (url) => {
      const { call, record } = await atVoicemail();
      await call.record(record, { RecordingUrl: url, RecordingDuration: '12' });
      const liveCall = await liveCallOf(call);
      expect(liveCall).toMatchObject({ outcome: 'voicemail', voicemail: true, recording_seconds: 12 });
      expect(liveCall).not.toHaveProperty('recording_url');
    },
  );

  it('that holds nothing, or that the caller hangs up on, is none', async () => {
    const empty = await atVoicemail();
    await empty.call.record(empty.record, { RecordingDuration: '0' });
    expect(await liveCallOf(empty.call)).toMatchObject({ outcome: 'missed', voicemail: false });
    const gone = await atVoicemail();
    await gone.call.status('completed', { CallDuration: '70' });
    expect(await liveCallOf(gone.call)).toMatchObject({ outcome: 'missed', voicemail: false, duration: '70s' });
  });

  it('is not offered where it is switched off', async () => {
    await harness.database.query('update live_call_numbers set voicemail = false');
    const { call, offer } = await atVoicemail();
    expect(names(offer)).toEqual(['Say', 'Hangup']);
    expect(await liveCallOf(call)).toMatchObject({ outcome: 'missed' });
  });
});

describe('with nobody to ring', () => {
  async function expectVoicemail(reason: string, skipped?: object[]): Promise<LiveCaller> {
    const call = caller();
    expect(names(await call.start())).toEqual(['Say', 'Record', 'Hangup']);
    expect(await told(call)).toEqual([
      ['received', { ring: [], reason, ...(skipped === undefined ? {} : { skipped }) }],
      ['voicemail_offered', {}],
    ]);
    return call;
  }

  it('because nobody is on call, a message is taken at once, and the page escalates', async () => {
    const [team] = await harness.database.query<{ id: string }>(
      `insert into teams (org_id, id, handle, name, description, hidden_modules, visible_modules, created_at, modified_at)
       select t.org_id, gen_random_uuid(), 'empty', 'Empty', '', '{}', '{}', t.created_at, t.modified_at
         from teams t where t.id = $1 on conflict do nothing returning id`,
      [harness.org.teamId],
    );
    await routeTeam(harness, { steps: [{ teams: [team?.id ?? ''] }] });
    const call = await expectVoicemail('nobody_on_call');
    await harness.settle();
    const types = (await story(harness, await pageOf(call))).map((each) => each.type);
    expect(types).toEqual(expect.arrayContaining(['page.step_empty', 'page.nobody_reached', 'notification.sent']));
  });

  it('because the number was not verified or is switched off, the same', async () => {
    await harness.database.query('delete from notification_channels');
    await makeChannel(harness, responder, phoneConfig(RESPONDER));
    await makeActiveChannel(harness, manager, emailConfig('m@acme.example'));
    const call = await expectVoicemail('no_verified_phone', [
      { user_id: responder, reason: 'no_verified_phone' },
      { user_id: manager, reason: 'no_verified_phone' },
    ]);
    await harness.settle();
    expect(await inboxOf(harness, await pageOf(call))).toEqual([responder]);
  });

  it('because the team has no policy, the same', async () => {
    await harness.database.query('delete from routing_rules');
    await expectVoicemail('no_policy');
  });

  it('because the phone was removed while another rang, goes on', async () => {
    const call = caller();
    const first = await call.start();
    await harness.database.query('delete from notification_channels');
    expect(names(await call.dialEnds(named(first, 'Dial'), 'busy'))).toEqual(['Say', 'Record', 'Hangup']);
    expect((await told(call)).slice(2)).toEqual([
      ['not_taken', { user_id: responder, reason: 'busy' }],
      ['ringing', { user_id: manager }],
      ['not_taken', { user_id: manager, reason: 'no_verified_phone' }],
      ['voicemail_offered', {}],
    ]);
  });
});

describe('when what comes after the page fails', () => {
  afterEach(() => harness.database.query('alter table live_calls drop constraint if exists live_calls_fail'));

  it('the call has its page all the same, and goes on when the provider asks again', async () => {
    await harness.database.query('alter table live_calls add constraint live_calls_fail check (false) not valid');
    const call = caller();
    expect(names(await call.start())).toEqual(['Say', 'Hangup']);
    const id = await pageOf(call);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([responder]);
    await harness.database.query('alter table live_calls drop constraint live_calls_fail');
    expect(rings(await call.start())).toEqual([RESPONDER]);
    expect(await pageOf(call)).toBe(id);
  });
});

describe('a caller who hangs up', () => {
  it('before somebody answers leaves an abandoned call, and a page that escalates', async () => {
    const { call, gather } = await asked();
    expect(await call.status('completed', { CallDuration: '8' })).toMatchObject({ status: 204 });
    expect(await liveCallOf(call)).toMatchObject({ outcome: 'abandoned', duration: '8s', voicemail: false });
    expect(names(await call.press(gather, '1'))).toEqual(['Say', 'Hangup']);
    const id = await pageOf(call);
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED' });
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([responder]);
    await harness.fastForward('10 hours');
    expect(await inboxOf(harness, id)).toEqual([responder, manager]);
  });

  it('at the moment in which somebody accepts is either connected or gone, and the page says which', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { call, gather } = await asked();
      const [heard] = await Promise.all([call.press(gather, '1'), call.status('completed', { CallDuration: '9' })]);
      const isConnected = said(heard) === 'Connecting.';
      const { status, on_call } = await read(harness, await pageOf(call));
      expect({ status, outcome: on_call.live_call.outcome, by: on_call.live_call.answered_by }).toEqual(
        isConnected
          ? { status: 'ACKNOWLEDGED', outcome: 'answered', by: responder }
          : { status: 'TRIGGERED', outcome: 'abandoned', by: undefined },
      );
    }
  });

  it('is known by the end of the ringing alone, without a status callback', async () => {
    const { call, dial } = await asked();
    expect(names(await call.dialEnds(dial, 'no-answer', { CallStatus: 'completed' }))).toEqual(['Hangup']);
    expect(await liveCallOf(call)).toMatchObject({ outcome: 'abandoned' });
  });
});

describe('webhooks that come again, late and in another order', () => {
  it('make no second page, also at the same time, and answer the same', async () => {
    const call = caller();
    const answers = await Promise.all([call.call(), call.call(), call.call()]);
    expect(answers.map((answer) => rings(verbs(answer)))).toEqual([[RESPONDER], [RESPONDER], [RESPONDER]]);
    expect(rings(await call.start())).toEqual([RESPONDER]);
    await act(harness, await pageOf(call), 'resolve');
    await harness.fastForward('25 hours');
    await call.start();
    expect(await pagesOf(call)).toHaveLength(1);
    expect((await told(call)).filter(([type]) => type === 'received')).toHaveLength(1);
  });

  it('never lead back', async () => {
    const { call, dial, gather } = await asked();
    const second = await call.dialEnds(dial, 'no-answer');
    expect(rings(await call.dialEnds(dial, 'no-answer'))).toEqual([MANAGER]);
    expect(names(await call.press(gather, '1'))).toEqual(['Say', 'Hangup']);
    expect(names(await call.pickUp(dial))).toEqual(['Say', 'Hangup']);
    const question = await call.pickUp(named(second, 'Dial'));
    await call.press(named(question, 'Gather'), '1');
    await call.press(named(question, 'Gather'), '1');
    await call.dialEnds(named(second, 'Dial'), 'completed');
    const before = [await liveCallOf(call), await story(harness, await pageOf(call))];
    for (const status of ['queued', 'ringing', 'in-progress', 'canceled', 'completed', 'something new']) {
      expect(await call.status(status, { CallDuration: '1' })).toMatchObject({ status: 204 });
    }
    await call.dialEnds(dial, 'busy');
    await call.start();
    expect([await liveCallOf(call), await story(harness, await pageOf(call))]).toEqual(before);
  });

  it('take a message that is told after the end', async () => {
    const { call, record } = await atVoicemail();
    await call.status('completed', { CallDuration: '40' });
    await call.record(record, { RecordingDuration: '9', CallStatus: 'completed' });
    await call.record(record, { RecordingDuration: '0', CallStatus: 'completed' });
    expect(await liveCallOf(call)).toMatchObject({ outcome: 'voicemail', recording_seconds: 9, duration: '40s' });
  });
});

describe('the live call of a page', () => {
  it('stays through the page’s life, and shows the caller masked to those who may not read people', async () => {
    const { call, dial, gather } = await asked();
    await call.press(gather, '1');
    await call.dialEnds(dial, 'completed');
    const id = await pageOf(call);
    await act(harness, id, 'escalate');
    await harness.settle();
    await act(harness, id, 'resolve');
    expect(await liveCallOf(call)).toMatchObject({ caller: CALLER, outcome: 'answered', answered_by: responder });
    for (const path of [`/${id}`, '?filter=status:resolved']) {
      const seen = await harness.request('GET', `/api/unstable/on-call/pages${path}`, {
        headers: harness.org.headersOf('observer'),
      });
      expect(JSON.stringify(seen.body)).toContain('"caller":"+49•••••0123"');
      expect(JSON.stringify(seen.body)).not.toContain(CALLER);
    }
    const reads = await harness.database.query(
      `select 1 from audit a where a.action = 'personal_data.read' and a.resource_type = 'live_call' and a.resource_id = $1`,
      [id],
    );
    expect(reads.length).toBeGreaterThan(0);
  });

  it('holds no caller where they hide their number', async () => {
    for (const from of ['anonymous', '+266696687', 'sip:kim@acme.example', 'Restricted']) {
      const call = caller(from);
      await call.start();
      expect(await liveCallOf(call)).not.toHaveProperty('caller');
    }
  });

  it('leaves the caller’s number in one column and nowhere else', async () => {
    const { call, record } = await atVoicemail();
    await call.record(record, { RecordingDuration: '9' });
    await harness.settle();
    const columns = await harness.database.query<{ table: string; column: string }>(
      `select c.relname as "table", a.attname as "column"
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname = 'public' and c.relkind in ('r', 'm')`,
    );
    const found: string[] = [];
    for (const { table, column } of columns) {
      const rows = await harness.database.query(
        `select 1 from "${table}" t where strpos(t."${column}"::text, $1) > 0 limit 1`,
        [CALLER.slice(1)],
      );
      if (rows.length > 0) found.push(`${table}.${column}`);
    }
    expect(found).toEqual(['live_calls.caller']);
  });
});

describe('what is refused', () => {
  const nothing = async () =>
    (await harness.database.query<{ n: number }>('select count(*)::int as n from cases'))[0]?.n ?? 0;

  it('a signature that is not the provider’s, on every webhook', async () => {
    const { call, dial, gather } = await asked();
    const id = await pageOf(call);
    await harness.settle();
    const before = [await nothing(), await story(harness, id)];
    const forged = 'another token, not ours';
    const ofCaller = [
      `${LIVE_CALLS}/incoming`,
      `${LIVE_CALLS}/status`,
      `${LIVE_CALLS}/${harness.org.orgId}/${id}/recorded`,
    ];
    const ofLegs = [dial?.attributes.action, gather?.attributes.action, dial?.verbs[0]?.attributes.url];
    for (const url of [...ofCaller, ...ofLegs.map((each) => each ?? '')]) {
      expect(await call.post(url, { CallStatus: 'completed', Digits: '1' }, forged)).toMatchObject({ status: 403 });
    }
    expect([await nothing(), await story(harness, id)]).toEqual(before);
  });

  it('a number that nobody has', async () => {
    const before = await nothing();
    const call = new LiveCaller(harness, CALLER, '+14155550199');
    expect(await call.start()).toMatchObject([{ name: 'Reject' }]);
    expect(await call.status('completed')).toMatchObject({ status: 204 });
    expect(await nothing()).toBe(before);
  });

  it('a report of another call, of another organization’s, and of a page that no call made', async () => {
    const { call, dial } = await asked();
    const id = await pageOf(call);
    const other = caller();
    expect(await other.post(dial?.attributes.action ?? '', { DialCallStatus: 'busy' })).toMatchObject({ status: 404 });
    for (const [org, page] of [
      [harness.otherOrg.orgId, id],
      [harness.org.orgId, harness.org.orgId],
    ]) {
      const url = `${LIVE_CALLS}/${org}/${page}/dialed/0`;
      expect(await call.post(url, { DialCallStatus: 'busy' })).toMatchObject({ status: 404 });
    }
    expect(await call.post(`${LIVE_CALLS}/${harness.org.orgId}/${id}/dialed/x`, {})).toMatchObject({ status: 404 });
    expect(await callBack(harness, `${LIVE_CALLS}/incoming`, { To: TEAM_NUMBER })).toMatchObject({ status: 400 });
    expect((await told(call)).map(([type]) => type)).toEqual(['received', 'ringing']);
  });

  it('an eleventh call of one caller within a quarter of an hour, which is told on the page of the tenth', async () => {
    let last = caller();
    for (let calls = 0; calls < 10; calls += 1) {
      last = caller();
      expect(rings(await last.start())).toEqual([RESPONDER]);
    }
    const eleventh = caller();
    expect(names(await eleventh.start())).toEqual(['Say', 'Hangup']);
    expect(await pagesOf(eleventh)).toEqual([]);
    expect((await told(last)).at(-1)).toEqual(['refused', { reason: 'too_many_calls', most: 10, minutes: 15 }]);
    expect(rings(await caller('+4930901820199').start())).toEqual([RESPONDER]);
    await harness.fastForward('16 minutes');
    expect(rings(await caller().start())).toEqual([RESPONDER]);
  });
});

describe('numbers of teams', () => {
  const body = (attributes: object) => ({ data: { type: 'live_call_numbers', attributes } });

  it('are made, listed, read, changed and deleted, with audit', async () => {
    const id = await makeNumber(harness, '+1 415 555 0177');
    const path = `${NUMBERS}/${id}`;
    const attributes = {
      number: '+14155550177',
      team_id: harness.org.teamId,
      greeting: '',
      ring_seconds: 25,
      voicemail: true,
    };
    expect((await harness.request('GET', path)).body.data).toEqual({ id, type: 'live_call_numbers', attributes });
    expect((await harness.request('GET', NUMBERS)).body.data).toHaveLength(2);
    const changes = { voicemail: false, greeting: 'Hello' };
    expect(await harness.request('PATCH', path, { body: body(changes) })).toMatchObject({
      status: 200,
      body: { data: { attributes: { ...attributes, ...changes } } },
    });
    expect(await harness.request('DELETE', path)).toMatchObject({ status: 204 });
    expect(await harness.request('GET', path)).toMatchObject({ status: 404 });
    const audit = await harness.database.query<{ action: string }>(
      'select a.action from audit a where a.resource_id = $1 order by a.id',
      [id],
    );
    expect(audit.map((row) => row.action)).toEqual([
      'live_call_number.created',
      'live_call_number.updated',
      'live_call_number.deleted',
    ]);
  });

  it('are of one team of one organization, and no other organization sees them', async () => {
    const { otherOrg } = harness;
    const attributes = { number: TEAM_NUMBER, team_id: otherOrg.teamId };
    const headers = otherOrg.adminHeaders;
    expect(await harness.request('POST', NUMBERS, { headers, body: body(attributes) })).toMatchObject({ status: 409 });
    expect((await harness.request('GET', NUMBERS, { headers })).body.data).toEqual([]);
    const id = (await harness.request('GET', NUMBERS)).body.data[0].id as string;
    for (const method of ['GET', 'DELETE']) {
      expect(await harness.request(method, `${NUMBERS}/${id}`, { headers })).toMatchObject({ status: 404 });
    }
    const call = caller();
    await call.start();
    const path = `/api/unstable/on-call/pages/${await pageOf(call)}`;
    expect(await harness.request('GET', path, { headers })).toMatchObject({ status: 404 });
  });

  it('keep their team from being deleted', async () => {
    const answer = await harness.request('DELETE', `/api/v2/team/${harness.org.teamId}`);
    expect(answer).toMatchObject({ status: 409 });
  });

  it.each([
    ['number', 'abc'],
    ['number', '4155550123'],
    ['number', '+999'],
    ['team_id', '00000000-0000-0000-0000-000000000009'],
    ['ring_seconds', 4],
    ['ring_seconds', 61],
    ['greeting', 'x'.repeat(501)],
    ['voicemail', 'yes'],
  ])('refuse a wrong %s: %s', async (field, value) => {
    const attributes = { number: '+14155550178', team_id: harness.org.teamId, [field]: value };
    expect(await harness.request('POST', NUMBERS, { body: body(attributes) })).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: `/data/attributes/${field}` } }] },
    });
  });
});
