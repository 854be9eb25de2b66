import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Subscribers, type Envelope } from '../src/capabilities/events/index.js';
import type { CaseId, OrgId } from '../src/kernel/index.js';
import { startHarness, type Harness } from './support/harness.js';

const COUNTS = '/api/unstable/analytics/events';

describe('event counts', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
  });
  afterAll(() => harness.stop());

  function event(over: Partial<Envelope> = {}): Envelope {
    return {
      id: randomUUID(),
      type: 'page.triggered',
      version: 1,
      tenant: 'on-call',
      org_id: harness.org.orgId as OrgId,
      case_id: randomUUID() as CaseId,
      case_version: 1,
      occurred_at: '2026-01-31T23:59:59.999999Z',
      actor: { kind: 'system', id: 'test' },
      data: {},
      ...over,
    };
  }

  async function deliver(...events: Envelope[]): Promise<void> {
    const counters = harness.app
      .get(Subscribers)
      .all()
      .find((each) => each.name === 'event-counters');
    await counters?.handle(events);
  }

  async function counts(range: string, headers = harness.org.adminHeaders) {
    const answer = await harness.request('GET', `${COUNTS}?${range}`, { headers });
    expect(answer.status).toBe(200);
    return answer.body.data.map((each: any) => [each.attributes.day, each.attributes.type, each.attributes.total]);
  }

  it('counts by day in UTC, type and organization, each event once', async () => {
    const first = event();
    const second = event({ occurred_at: '2026-02-01T00:00:00Z' });
    const third = event({ type: 'page.resolved' });
    const theirs = event({ org_id: harness.otherOrg.orgId as OrgId });
    await deliver(first, second, first);
    await deliver(first, second, third, theirs);
    await Promise.all([deliver(third, event()), deliver(theirs, first, second)]);
    expect(await counts('from=2026-01-31&to=2026-02-01')).toEqual([
      ['2026-01-31', 'page.resolved', 1],
      ['2026-01-31', 'page.triggered', 2],
      ['2026-02-01', 'page.triggered', 1],
    ]);
    expect(await counts('from=2026-02-01&to=2026-02-01')).toHaveLength(1);
    expect(await counts('from=2026-01-31&to=2026-02-01', harness.otherOrg.adminHeaders)).toEqual([
      ['2026-01-31', 'page.triggered', 1],
    ]);
  });

  it('counts what really happened, also when the relay delivers it again', async () => {
    const created = await harness.request('POST', '/api/unstable/on-call/pages', {
      body: {
        data: {
          type: 'pages',
          attributes: {
            title: 'x',
            urgency: 'low',
            target: { type: 'user_id', identifier: harness.org.users.responder },
          },
        },
      },
    });
    expect(created.status).toBe(200);
    await harness.settle();
    const before = await counts('');
    expect(before).toContainEqual([expect.any(String), 'page.triggered', 1]);
    const depth = await harness.database.query(
      `insert into outbox (org_id, event_id, type, case_id, case_version, actor_kind, actor_id, occurred_at, data)
       select e.org_id, e.event_id, e.type, e.case_id, e.case_version, e.actor_kind, e.actor_id, e.occurred_at, e.data
         from events e returning 1`,
    );
    expect(depth.length).toBeGreaterThan(0);
    await harness.settle();
    expect(await counts('')).toEqual(before);
  });

  it('forgets receipts after 8 days and counts on', async () => {
    const oldReceipts = async () => {
      const rows = await harness.database.query<{ count: string }>(
        `select count(*) from event_receipts r
          where r.received_at < test_clock.clock_timestamp() - interval '8 days'`,
      );
      return Number(rows[0]?.count);
    };
    await harness.database.query(`update test_clock.shift set by = by + interval '9 days'`);
    expect(await oldReceipts()).toBeGreaterThan(5);
    await deliver(event({ occurred_at: '2026-03-01T00:00:00Z' }));
    expect(await oldReceipts()).toBe(0);
    expect(await counts('from=2026-01-31&to=2026-03-01')).toHaveLength(4);
  });

  it.each([
    ['from=yesterday', 'from'],
    ['to=2026-02-30', 'to'],
    ['from=2026-02-02&to=2026-02-01', 'from'],
    ['from=2020-01-01', 'from'],
    ['type=x', 'type'],
  ])('refuses %s', async (range, parameter) => {
    expect(await harness.request('GET', `${COUNTS}?${range}`)).toMatchObject({
      status: 400,
      body: { errors: [{ source: { parameter } }] },
    });
  });
});
