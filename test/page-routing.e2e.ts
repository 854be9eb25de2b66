import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PageRoutes, type PageFacts, type PageRoute } from '../src/features/routing/index.js';
import type { OrgId } from '../src/kernel/index.js';
import { startHarness, type Harness } from './support/harness.js';
import { read, story, trigger } from './support/paging.js';
import { makePolicy, setRules } from './support/routing.js';

let harness: Harness;
let first: string;
let second: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  const people = [harness.org.users.responder];
  first = await makePolicy(harness, people);
  second = await makePolicy(harness, people);
});
afterAll(() => harness.stop());

const FACTS: PageFacts = {
  title: 'Checkout is down',
  description: '',
  priority: 'NOT_DEFINED',
  services: [],
  tags: [],
  source: 'api',
  isShadow: false,
};

async function route(facts: Partial<PageFacts> = {}, org = harness.org): Promise<PageRoute> {
  const routes = harness.app.get(PageRoutes, { strict: false });
  const addressee = { orgId: org.orgId as OrgId, type: 'team_id', identifier: org.teamId } as const;
  const resolution = await routes.resolve(addressee, { ...FACTS, ...facts });
  if (typeof resolution === 'string') throw new Error(resolution);
  return resolution;
}

async function policyOf(attributes: object): Promise<unknown> {
  const id = await trigger(harness, { attributes });
  return (await read(harness, id)).on_call.escalation_policy_id;
}

describe('a page and the rules of its team', () => {
  it.each<[string, string, object, object]>([
    ['a tag', 'tag:env:prod', { tags: ['env:prod'] }, { tags: ['env:dev'] }],
    ['a tag by its key', 'tags.env:prod', { tags: ['env:prod'] }, { tags: ['tags.env:prod'] }],
    ['a service', 'service:check*', { services: ['checkout'] }, { services: ['billing'] }],
    ['the urgency', 'urgency:low', { urgency: 'low' }, { urgency: 'high' }],
    ['words', '"disk full"', { title: 'Disk FULL on db-1' }, { title: 'Full disk' }],
    ['words of the description', 'oom', { description: 'killed: OOM' }, { description: 'killed' }],
    [
      'the deduplication key',
      'deduplication_key:disk-*',
      { event_deduplication_key: `disk-${crypto.randomUUID()}` },
      { event_deduplication_key: `cpu-${crypto.randomUUID()}` },
    ],
    ['a negation', '-tag:env:prod', {}, { tags: ['env:prod'] }],
  ])('takes a rule by %s, else the fallback', async (_, query, matching, other) => {
    await setRules(harness, [{ query, policy_id: first }, { policy_id: second }]);
    expect(await policyOf(matching)).toBe(first);
    expect(await policyOf(other)).toBe(second);
  });

  it('takes the first rule from the top', async () => {
    const rules = [
      { query: 'service:a', policy_id: first },
      { query: 'service:b', policy_id: second },
    ];
    await setRules(harness, [...rules, {}]);
    expect(await policyOf({ services: ['a', 'b'] })).toBe(first);
    await setRules(harness, [...rules.toReversed(), {}]);
    expect(await policyOf({ services: ['a', 'b'] })).toBe(second);
    expect(await policyOf({ services: ['c'] })).toBeUndefined();
  });

  it('takes a rule with hours only while they are open, by the time of the database', async () => {
    const [row] = await harness.database.query<{ now: string }>('select test_clock.clock_timestamp()::text as now');
    const now = Temporal.Instant.from(row?.now ?? '').toZonedDateTimeISO('UTC');
    const day = (at: Temporal.ZonedDateTime) => at.toLocaleString('en', { weekday: 'long' }).toLowerCase();
    const [from, to] = [now.subtract({ hours: 1 }), now.add({ hours: 1 })];
    const span = {
      start_day: day(from),
      start_time: from.toPlainTime().toString().slice(0, 8),
      end_day: day(to),
      end_time: to.toPlainTime().toString().slice(0, 8),
    };
    await setRules(harness, [
      { time_restriction: { time_zone: 'UTC', restrictions: [span] }, policy_id: first },
      { policy_id: second },
    ]);
    expect((await route()).why).toMatchObject({ position: 0, matched: 'time' });
    expect(await policyOf({})).toBe(first);
    await harness.fastForward('2h');
    expect((await route()).why).toMatchObject({ position: 1, matched: 'fallback' });
    expect(await policyOf({})).toBe(second);
  });

  it('takes the rules as they were last committed', async () => {
    for (const policy of [first, second, first]) {
      await setRules(harness, [{ policy_id: policy }]);
      expect(await policyOf({})).toBe(policy);
    }
  });

  it('says which rule and why, and passes on what it asks for', async () => {
    const hours = {
      time_zone: '',
      restrictions: [{ start_day: 'monday', start_time: '09:00', end_day: 'friday', end_time: '17:00' }],
    };
    const slack = { type: 'send_slack_message', workspace: 'w', channel: 'c' };
    const escalation = {
      type: 'escalation_policy',
      policy_id: first,
      urgency: 'dynamic',
      ack_timeout_minutes: 15,
      support_hours: hours,
    };
    const threshold = { occurrences: 5, minutes: 10 };
    const [, ruleId] = await setRules(harness, [
      { query: 'service:none' },
      { query: 'service:checkout', actions: [escalation, slack], threshold },
      {},
    ]);
    const taken = await route({ services: ['checkout'], tags: ['alert_status:warn'] });
    expect(taken).toMatchObject({
      target: { kind: 'team', id: harness.org.teamId },
      teamId: harness.org.teamId,
      ruleId,
      position: 1,
      why: { rule_id: ruleId, position: 1, matched: 'query' },
      urgency: 'low',
      policy: { id: first, steps: [{ targets: [{ kind: 'user', id: harness.org.users.responder }] }] },
      ackTimeoutMinutes: 15,
      supportHours: {
        timeZone: 'UTC',
        restrictions: [{ startDay: 'monday', startTime: '09:00:00', endDay: 'friday', endTime: '17:00:00' }],
      },
      threshold,
      actions: [slack],
    });
    expect((await route({ services: ['checkout'] })).urgency).toBe('high');
    const [beginning] = await story(harness, await trigger(harness, { attributes: { services: ['checkout'] } }));
    expect(beginning).toMatchObject({
      type: 'page.triggered',
      data: { routed_by: { rule_id: ruleId, position: 1, matched: 'query', actions: [slack] } },
    });
  });

  it.each([
    ['low', 'low', {}],
    ['dynamic', 'high', {}],
    ['dynamic', 'low', { tags: ['alert_status:warn'] }],
    ['low', 'high', { urgency: 'high' }],
    ['high', 'low', { urgency: 'low' }],
  ])('gives under a rule of %s the urgency %s to a page with %j', async (ruled, expected, attributes) => {
    await setRules(harness, [{ policy_id: first, urgency: ruled }]);
    const id = await trigger(harness, { attributes: { urgency: undefined, ...attributes } });
    expect(await read(harness, id)).toMatchObject({ urgency: expected });
  });

  it('leaves the other organization alone', async () => {
    await setRules(harness, [{ policy_id: first }]);
    const other = await route({}, harness.otherOrg);
    expect(other).toMatchObject({ target: { id: harness.otherOrg.teamId }, policy: { id: '' }, actions: [] });
    expect(other.why).toBeUndefined();
  });

  it('resolves many pages at once, each by its own facts', async () => {
    const rules = Array.from({ length: 60 }, (_, n) => ({
      query: `service:s${n}`,
      policy_id: n % 2 === 0 ? first : second,
    }));
    await setRules(harness, [...rules, {}]);
    const taken = await Promise.all(Array.from({ length: 61 }, (_, n) => route({ services: [`s${n}`] })));
    expect(taken.map((each) => each.position)).toEqual(Array.from({ length: 61 }, (_, n) => n));
    expect(taken.map((each) => each.policy.id)).toEqual([...rules.map((rule) => rule.policy_id), '']);
  });
});
