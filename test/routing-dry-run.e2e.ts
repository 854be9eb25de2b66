import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { makePolicy, setRules } from './support/routing.js';

let harness: Harness;
let policyId: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  policyId = await makePolicy(harness, [harness.org.users.responder]);
});
afterAll(() => harness.stop());

const path = (teamId = harness.org.teamId) => `/api/unstable/on-call/teams/${teamId}/routing-rules/dry-run`;

function send(attributes: object, headers = harness.org.adminHeaders, teamId = harness.org.teamId) {
  const body = { data: { type: 'routing_dry_runs', attributes } };
  return harness.request('POST', path(teamId), { headers, body });
}

async function tried(attributes: object) {
  const answer = await send(attributes);
  expect(answer).toMatchObject({ status: 200, body: { data: { type: 'routing_dry_runs', id: harness.org.teamId } } });
  return answer.body.data.attributes;
}

const nights = {
  time_zone: 'Europe/Berlin',
  restrictions: [{ start_day: 'monday', start_time: '22:00:00', end_day: 'tuesday', end_time: '06:00:00' }],
};
const MONDAY_NOON = '2026-06-08T10:00:00Z';
const MONDAY_NIGHT = '2026-06-08T21:00:00Z';

describe('a dry run of routing rules', () => {
  it('says rule by rule why a page takes it or not', async () => {
    const escalation = { type: 'escalation_policy', policy_id: policyId, urgency: 'low', ack_timeout_minutes: 5 };
    const ids = await setRules(harness, [
      { query: 'tag:env:prod service:(a OR b) -urgency:low', policy_id: policyId },
      { query: 'checkout', time_restriction: nights },
      { query: 'title:*down*', actions: [escalation, { type: 'workflow', handle: 'restart' }] },
      { policy_id: policyId },
    ]);
    const page = { title: 'Checkout is down', tags: ['env:dev'], services: ['c'] };
    const noon = await tried({ page, at: MONDAY_NOON });
    expect(noon).toMatchObject({
      at: MONDAY_NOON,
      urgency: 'low',
      urgency_source: 'rule',
      taken: { rule_id: ids[2], position: 2, matched: 'query', policy_id: policyId },
    });
    expect(noon.taken.rule.actions).toEqual([{ type: 'workflow', handle: 'restart' }, escalation]);
    expect(noon.rules).toMatchObject([
      {
        rule_id: ids[0],
        position: 0,
        outcome: 'query_does_not_match',
        query_matches: false,
        unmet_terms: ['tag:env:prod', 'service:(a OR b)'],
        reason: 'The page does not meet tag:env:prod, service:(a OR b).',
      },
      {
        outcome: 'closed',
        query_matches: true,
        hours: { is_open: false, opens_at: '2026-06-08T20:00:00Z' },
        reason: 'The rule is closed until 2026-06-08T20:00:00Z.',
      },
      { outcome: 'taken', query_matches: true, unmet_terms: [] },
      { outcome: 'not_reached', reason: 'A rule above takes the page.' },
    ]);
    const night = await tried({ page, at: MONDAY_NIGHT });
    expect(night.taken).toMatchObject({ rule_id: ids[1], matched: 'query' });
    expect(night.taken.policy_id).toBeUndefined();
    expect(night.rules[1]).toMatchObject({ outcome: 'taken', hours: { is_open: true } });
    expect(night).toMatchObject({ urgency: 'high', urgency_source: 'default' });
  });

  it('names the negated term that a page breaks', async () => {
    await setRules(harness, [{ query: '-tag:env:prod "disk full"' }, {}]);
    const run = await tried({ page: { title: 'Disk full', tags: ['env:prod'] } });
    expect(run.rules[0].unmet_terms).toEqual(['-tag:env:prod']);
    expect(run.taken).toMatchObject({ position: 1, matched: 'fallback' });
  });

  it('says whether support hours are open, and when they open', async () => {
    await setRules(harness, [
      { actions: [{ type: 'escalation_policy', policy_id: policyId, urgency: 'dynamic', support_hours: nights }] },
    ]);
    const page = { tags: ['alert_status:warn'] };
    expect(await tried({ page, at: MONDAY_NOON })).toMatchObject({
      urgency: 'low',
      urgency_source: 'alert_status',
      taken: { support_hours: { is_open: false, opens_at: '2026-06-08T20:00:00Z' } },
    });
    expect((await tried({ page, at: MONDAY_NIGHT })).taken.support_hours).toEqual({ is_open: true });
    const stated = await tried({ page: { ...page, urgency: 'high' } });
    expect(stated).toMatchObject({ urgency: 'high', urgency_source: 'caller' });
  });

  it('answers no rule for a team without rules, at the present moment', async () => {
    await setRules(harness, []);
    const run = await tried({ page: {} });
    expect(run).toEqual({ at: expect.any(String), urgency: 'high', urgency_source: 'default', rules: [] });
  });

  it('writes nothing', async () => {
    await setRules(harness, [{ policy_id: policyId }]);
    const count = () =>
      harness.database.query(
        `select (select count(*) from cases) as cases, (select count(*) from audit) as audit,
                (select count(*) from outbox) + (select count(*) from events) as events,
                (select count(*) from notifications) as notifications`,
      );
    await harness.settle();
    const before = await count();
    await tried({ page: { title: 'Checkout is down' } });
    expect(await count()).toEqual(before);
  });

  it('refuses what no page can be, and hides the teams of others', async () => {
    for (const attributes of [
      {},
      { page: { urgency: 'panic' } },
      { page: { colour: 'red' } },
      { page: {}, at: 'now' },
    ]) {
      expect((await send(attributes)).status).toBe(400);
    }
    const foreign = await send({ page: {} }, harness.otherOrg.adminHeaders);
    expect(foreign.status).toBe(404);
    expect((await send({ page: {} }, harness.org.headersOf('observer'))).status).toBe(200);
  });
});
