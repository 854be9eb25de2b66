import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { asSuperuser } from './support/database.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Harness } from './support/harness.js';
import { act, routeTeam, trigger } from './support/paging.js';
import { startProcess, type AppProcess } from './support/process.js';

interface Lease {
  readonly holder: string;
  readonly epoch: number;
}

interface Published {
  readonly position: number;
  readonly event_id: string;
  readonly case_id: string;
  readonly version: number;
}

describe('two event relays', () => {
  jest.setTimeout(120_000);
  let harness: Harness;
  let relays: AppProcess[];

  beforeEach(async () => {
    relays = [];
    harness = await startHarness({
      tenant: 'on-call',
      roles: 'api,worker',
      environment: { NOTIFICATIONS_PER_PERSON_PER_MINUTE: '10000' },
    });
    await routeTeam(harness, { steps: [{ after: 3_600, users: [harness.org.users.responder] }] });
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await harness.stop();
  });

  async function startRelay(): Promise<AppProcess> {
    const relay = await startProcess(harness, 'event-relay');
    relays.push(relay);
    return relay;
  }

  async function lease(): Promise<Lease> {
    const [row] = await harness.database.query<Lease>('select l.holder, l.epoch::int as epoch from relay_lease l');
    return row ?? { holder: '', epoch: 0 };
  }

  /** The holder's text is host/pid/uuid. */
  function isHeldBy(held: Lease, relay: AppProcess): boolean {
    return held.holder.split('/')[1] === String(relay.pid);
  }

  async function startLeaderAndOther(): Promise<{ leader: AppProcess; other: AppProcess }> {
    const leader = await startRelay();
    await eventually(async () => isHeldBy(await lease(), leader), 15_000);
    return { leader, other: await startRelay() };
  }

  function published(): Promise<Published[]> {
    return harness.database.query<Published>(
      `select e.position::int, e.event_id, e.case_id, e.case_version::int as version from events e order by e.position`,
    );
  }

  /** Positions 1, 2, 3 … without a gap; each event once; within each case its versions in order, none missing. */
  function expectWhole(events: readonly Published[]): void {
    expect(events.map((event) => event.position)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map((event) => event.event_id)).size).toBe(events.length);
    const versions = new Map<string, number[]>();
    for (const { case_id: id, version } of events) versions.set(id, [...(versions.get(id) ?? []), version]);
    for (const list of versions.values()) expect(list).toEqual(list.map((_, index) => index + 1));
  }

  /** Life that makes events until it is told to end: pages are triggered, stepped, acknowledged and resolved. */
  function live(): { end(): Promise<number> } {
    let isEnding = false;
    const lives = Array.from({ length: 4 }, async () => {
      let pages = 0;
      for (; !isEnding; pages += 1) {
        const id = await trigger(harness);
        for (const verb of ['acknowledge', 'resolve']) {
          expect(await act(harness, id, verb)).toMatchObject({ status: 202 });
        }
      }
      return pages;
    });
    return {
      async end() {
        isEnding = true;
        return (await Promise.all(lives)).reduce((sum, pages) => sum + pages, 0);
      },
    };
  }

  it('go on when the leader is stopped under load: another leads within 10 s, and the old one never again', async () => {
    const { leader, other } = await startLeaderAndOther();
    const life = live();
    await eventually(async () => (await published()).length > 50, 30_000);
    const before = await lease();

    leader.kill('SIGSTOP');
    const stoppedAt = performance.now();
    await eventually(async () => isHeldBy(await lease(), other), 10_000);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    const taken = await lease();
    expect(taken.epoch).toBe(before.epoch + 1);
    const atTakeOver = (await published()).length;
    await eventually(async () => (await published()).length > atTakeOver + 50, 30_000);

    leader.kill('SIGCONT');
    await eventually(() => leader.log.includes('another process leads the event relay now'), 15_000);
    expect(await life.end()).toBeGreaterThan(20);
    await harness.settle();
    expect(await lease()).toEqual(taken);
    const events = await published();
    expectWhole(events);
    const [told] = await harness.database.query<{ n: number }>(
      `select count(*)::int as n from timeline t where t.type like 'page.%'`,
    );
    // Every change has one entry of the timeline and one event.
    expect(events).toHaveLength(told?.n ?? -1);
    expect(await harness.database.query('select 1 from outbox')).toEqual([]);
  });

  it('go on within 10 s when the leader is stopped while it archives a batch', async () => {
    const { leader, other } = await startLeaderAndOther();
    await asSuperuser(harness.database.name, async (client) => {
      await client.query('begin');
      await client.query('lock table events in share mode');
      await trigger(harness);
      await eventually(async () => {
        const waiting = await harness.database.query(
          `select 1 from pg_stat_activity a where a.datname = current_database() and a.wait_event_type = 'Lock'
              and a.query like '%insert into events%'`,
        );
        return waiting.length > 0;
      });
      leader.kill('SIGSTOP');
      await client.query('commit');
    });
    const stoppedAt = performance.now();
    await eventually(async () => isHeldBy(await lease(), other), 20_000);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    await trigger(harness);
    await harness.settle();
    leader.kill('SIGCONT');
    await eventually(() => leader.log.includes('another process leads the event relay now'), 15_000);
    await trigger(harness);
    await harness.settle();
    expectWhole(await published());
  });

  it('hand the lead over at once when the leader ends as it should', async () => {
    const { leader, other } = await startLeaderAndOther();
    const endedAt = performance.now();
    expect(await leader.stop()).toBe(0);
    await eventually(async () => isHeldBy(await lease(), other), 5_000);
    expect(performance.now() - endedAt).toBeLessThan(7_500);
  });

  it('publish what is committed out of the order of its ids', async () => {
    await startRelay();
    const id = await trigger(harness);
    await harness.settle();
    const insert = `insert into outbox (org_id, event_id, type, case_id, case_version, actor_kind, actor_id, occurred_at, data)
                    values ($1, gen_random_uuid(), $2, $3, 1, 'system', 'test', clock_timestamp(), '{}') returning id::int`;
    const { database, org } = harness;
    const values = (type: string) => [org.orgId, type, id];
    const ids = await asSuperuser(database.name, async (slow) => {
      await slow.query('begin');
      const low = await slow.query<{ id: number }>(insert, values('page.noted'));
      const [high] = await database.query<{ id: number }>(insert, values('page.escalated'));
      await harness.settle();
      expect(await typesOf(id)).toContain('page.escalated');
      expect(await typesOf(id)).not.toContain('page.noted');
      await slow.query('commit');
      return { low: low.rows[0]?.id ?? 0, high: high?.id ?? 0 };
    });
    expect(ids.low).toBeLessThan(ids.high);
    await harness.settle();
    expect((await typesOf(id)).slice(-2)).toEqual(['page.escalated', 'page.noted']);
    const positions = (await published()).map((event) => event.position);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
  });

  async function typesOf(id: string): Promise<string[]> {
    const rows = await harness.database.query<{ type: string }>(
      'select e.type from events e where e.case_id = $1 order by e.position',
      [id],
    );
    return rows.map((row) => row.type);
  }
});
