import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startHarness, type Harness } from './support/harness.js';
import { act, routeTeam, trigger } from './support/paging.js';
import { startProcess, type AppProcess } from './support/process.js';
import { followServerLog } from './support/server-log.js';

const ROUNDS = 1_000;
const AT_ONCE = 20;
/** Long enough that the worker, which polls every 10 ms, wins some of the rounds and loses some. */
const JITTER_MS = 30;
const MANY = { NOTIFICATIONS_PER_PERSON_PER_MINUTE: '10000' };

interface Story {
  readonly types: string[];
  readonly status: string;
  readonly versions: number[];
  readonly timers: number;
  readonly second_step: { state: string; reason: string | null }[];
}

describe('an acknowledge against the timer that is due', () => {
  jest.setTimeout(180_000);
  let harness: Harness;
  let worker: AppProcess;

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', roles: 'api,event-relay', environment: MANY });
    worker = await startProcess(harness, 'worker', { WORKER_POLL_MS: '10', ...MANY });
  });
  afterAll(async () => {
    await worker.stop();
    await harness.stop();
  });

  it('is before it or after it in each of 1,000 rounds, without a deadlock', async () => {
    const { responder, manager } = harness.org.users;
    const log = followServerLog(harness.database.name);
    await routeTeam(harness, {
      steps: [
        { after: 3_600, users: [responder] },
        { after: 3_600, users: [manager] },
      ],
    });
    const pages: string[] = [];
    while (pages.length < ROUNDS) {
      pages.push(...(await Promise.all(Array.from({ length: 100 }, () => trigger(harness)))));
    }
    await harness.settle();

    for (let from = 0; from < ROUNDS; from += AT_ONCE) {
      const round = pages.slice(from, from + AT_ONCE);
      const due = harness.database.query(
        `update timers t set due_at = test_clock.clock_timestamp() where t.case_id = any($1::uuid[])`,
        [round],
      );
      const answers = await Promise.all(
        round.map(async (id) => {
          await pause(Math.random() * JITTER_MS);
          return act(harness, id, 'acknowledge');
        }),
      );
      await due;
      expect(answers.map((answer) => answer.status)).toEqual(round.map(() => 202));
    }
    await harness.fastForward('1 day');

    const stories = await harness.database.query<Story>(
      `select c.status,
              array(select t.type from timeline t where t.case_id = c.id and t.type like 'page.%' order by t.id) as types,
              array(select e.case_version::int from events e where e.case_id = c.id order by e.position) as versions,
              (select count(*)::int from timers t where t.case_id = c.id) as timers,
              coalesce((select jsonb_agg(jsonb_build_object('state', n.state, 'reason', n.reason)) from notifications n
                         where n.case_id = c.id and n.step_index = 1), '[]') as second_step
         from cases c where c.id = any($1::uuid[])`,
      [pages],
    );
    expect(stories).toHaveLength(ROUNDS);
    const before = ['page.triggered', 'page.escalated', 'page.acknowledged'];
    const after = ['page.triggered', 'page.escalated', 'page.escalated', 'page.acknowledged'];
    const seen = { before: 0, after: 0, cancelled: 0 };
    for (const story of stories) {
      const wasFirst = story.types.length === before.length;
      seen[wasFirst ? 'before' : 'after'] += 1;
      expect(story).toMatchObject({
        status: 'ACKNOWLEDGED',
        types: wasFirst ? before : after,
        versions: wasFirst ? [1, 2, 3] : [1, 2, 3, 4],
        timers: 0,
      });
      expect(story.second_step).toHaveLength(wasFirst ? 0 : 1);
      for (const { state, reason } of story.second_step) {
        if (state === 'sent') continue;
        seen.cancelled += 1;
        expect({ state, reason }).toEqual({ state: 'cancelled', reason: 'the page was acknowledged' });
      }
    }
    // Both orders happened, or this was no race.
    expect(Math.min(seen.before, seen.after)).toBeGreaterThan(ROUNDS / 50);

    expect(log().filter((line) => line.includes('deadlock detected'))).toEqual([]);
    // A backend reports its deadlocks when it ends at the latest.
    await worker.stop();
    await harness.app.close();
    const [statistics] = await harness.database.query<{ deadlocks: number }>(
      'select d.deadlocks::int from pg_stat_database d where d.datname = current_database()',
    );
    expect(statistics).toEqual({ deadlocks: 0 });
  });
});
