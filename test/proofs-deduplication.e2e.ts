import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { CaseWriter, type NewCase } from '../src/features/cases/index.js';
import { newId, type CaseId } from '../src/kernel/index.js';
import { parseRoles } from '../src/platform/config/index.js';
import { createApplication } from '../src/roles/application.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { asSuperuser } from './support/database.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, pageBody, routeTeam } from './support/paging.js';
import { startProcess, type AppProcess } from './support/process.js';
import { followServerLog } from './support/server-log.js';

const PAGES = '/api/unstable/on-call/pages';
const MANY = { NOTIFICATIONS_PER_PERSON_PER_MINUTE: '10000' };

interface Occurrences {
  readonly id: string;
  readonly occurrences: number;
}

/** One tenant on one database behind two processes; a create goes to the one that its number says. */
describe('creates that mean the same', () => {
  // Thousands of requests: minutes on a machine that does other things.
  jest.setTimeout(120_000);
  let harness: Harness;
  let second: AppProcess;
  let log: () => string[];

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', environment: MANY });
    second = await startProcess(harness, 'api', MANY);
    log = followServerLog(harness.database.name);
    await routeTeam(harness, { steps: [{ after: 3_600, users: [harness.org.users.responder] }] });
  });
  afterAll(async () => {
    await second.stop();
    await harness.stop();
  });

  async function create(attributes: object, options: { through?: number; idempotencyKey?: string } = {}) {
    const { through = 0, idempotencyKey } = options;
    const response = await fetch(`${through % 2 === 0 ? harness.url : second.url}${PAGES}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...harness.org.adminHeaders,
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(pageBody(harness.org, attributes)),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
  }

  function idsOf(answers: readonly { status: number; body: Answer['body'] }[]): string[] {
    for (const answer of answers) expect(answer).toMatchObject({ status: 200 });
    return [...new Set(answers.map((answer) => answer.body.data.id as string))];
  }

  function pagesWith(key: string): Promise<Occurrences[]> {
    return harness.database.query<Occurrences>(
      'select c.id, c.occurrences from cases c where c.event_deduplication_key like $1 order by c.created_at',
      [key],
    );
  }

  /** What a create hands to the writer, without an escalation: thousands would have to be executed. */
  async function patternOfCase(): Promise<NewCase> {
    const submitted = jest.spyOn(harness.app.get(CaseWriter, { strict: false }), 'create');
    await create({ title: 'pattern' });
    const pattern = submitted.mock.calls[0]?.[0];
    submitted.mockRestore();
    if (pattern === undefined) throw new Error('no case was submitted');
    const { escalation: _, ...withoutEscalation } = pattern;
    return withoutEscalation;
  }

  it.each([
    ['one process', 0],
    ['two processes', 1],
  ])('makes one page of 50 concurrent ones with one key, through %s', async (name, spread) => {
    const key = `disk full, ${name}`;
    const ids = idsOf(
      await times(50, (index) => create({ event_deduplication_key: key }, { through: index * spread })),
    );
    await harness.settle();
    expect(await pagesWith(key)).toEqual([{ id: ids[0], occurrences: 50 }]);
    expect(ids).toHaveLength(1);
    const [id = ''] = ids;
    expect(await notificationsOf(harness, id)).toMatchObject([{ step_index: 0, state: 'sent' }]);
    expect(await inboxOf(harness, id)).toEqual([harness.org.users.responder]);
  });

  it('makes exactly one new page when the open one is resolved in between', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = `resolved in between ${round}`;
      const [first = ''] = idsOf([await create({ event_deduplication_key: key })]);
      const repeats = times(40, (index) => create({ event_deduplication_key: key }, { through: index }));
      expect(await act(harness, first, 'resolve')).toMatchObject({ status: 202 });
      const ids = idsOf(await repeats);
      // At the latest this one finds the page resolved.
      const [last = ''] = idsOf([await create({ event_deduplication_key: key })]);
      const pages = await pagesWith(key);
      expect(pages.map((page) => page.id)).toEqual([first, last]);
      expect([first, last]).toEqual(expect.arrayContaining(ids));
      expect(pages.reduce((sum, page) => sum + page.occurrences, 0)).toBe(42);
    }
  });

  it('does not deadlock when two processes get many keys in opposite order', async () => {
    for (let round = 0; round < 5; round += 1) {
      const keys = Array.from({ length: 60 }, (_, index) => `opposite ${round} ${index}`);
      const through = (process: number, list: readonly string[]) =>
        list.map((key) => create({ event_deduplication_key: key }, { through: process }));
      const answers = await Promise.all([...through(0, keys), ...through(1, keys.toReversed())]);
      expect(idsOf(answers)).toHaveLength(keys.length);
      const pages = await pagesWith(`opposite ${round} %`);
      expect(pages.map((page) => page.occurrences)).toEqual(keys.map(() => 2));
    }
    expect(log().filter((line) => line.includes('deadlock detected'))).toEqual([]);
  });

  it('answers a repeated idempotency key with the first page, 50 at once through two processes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const title = `once ${round}`;
      const answers = await times(50, (index) =>
        create({ title }, { through: index, idempotencyKey: `once-${round}` }),
      );
      const ids = idsOf([...answers, await create({ title }, { idempotencyKey: `once-${round}` })]);
      expect(ids).toHaveLength(1);
      const made = await harness.database.query('select c.id from cases c where c.title = $1', [title]);
      expect(made).toEqual([{ id: ids[0] }]);
    }
  });

  it('does not deadlock or fail when two processes get many idempotency keys in opposite order', async () => {
    for (let round = 0; round < 5; round += 1) {
      const keys = Array.from({ length: 60 }, (_, index) => `opposite-${round}-${index}`);
      const through = (process: number, list: readonly string[]) =>
        list.map((key) => create({ title: key }, { through: process, idempotencyKey: key }));
      expect(idsOf(await Promise.all([...through(0, keys), ...through(1, keys.toReversed())]))).toHaveLength(60);
    }
    expect(log().filter((line) => line.includes('deadlock detected'))).toEqual([]);
  });

  describe('two groups with the same keys in opposite order', () => {
    let writers: CaseWriter[];
    let other: NestFastifyApplication;
    let pattern: NewCase;

    beforeAll(async () => {
      other = await createApplication(harness.config, parseRoles('api'));
      await other.init();
      writers = [harness.app, other].map((app) => app.get(CaseWriter, { strict: false }));
      pattern = await patternOfCase();
    });
    afterAll(() => other.close());

    /** Each writer gets one case, and while that is committed all others: they are one group, in both at one time. */
    async function createInTwoGroups(make: (index: number) => NewCase): Promise<void> {
      const indices = Array.from({ length: 100 }, (_, index) => index);
      const results = await Promise.all(
        writers.map(async (writer, number) => {
          const first = writer.create({ ...pattern, id: newId<CaseId>() });
          const group = (number === 0 ? indices : indices.toReversed()).map((index) => writer.create(make(index)));
          await first;
          const ids = (await Promise.all(group)).map((result) => result.id);
          return number === 0 ? ids : ids.toReversed();
        }),
      );
      expect(results[1]).toEqual(results[0]);
      expect(log().filter((line) => line.includes('deadlock detected'))).toEqual([]);
    }

    it('do not deadlock on deduplication keys', async () => {
      for (let round = 0; round < 8; round += 1) {
        await createInTwoGroups((index) => {
          const key = `groups ${round} ${index}`;
          return { ...pattern, id: newId<CaseId>(), title: key, deduplicationKey: key };
        });
      }
    });

    it('do not deadlock on idempotency keys', async () => {
      const [page = ''] = idsOf([await create({ title: 'holder' })]);
      await asSuperuser(harness.database.name, async (holder) => {
        await holder.query('begin');
        // Both groups come as far as this key before either can go on.
        await holder.query(
          `insert into idempotency_keys (org_id, key, body_hash, case_id, created_at)
           values ($1, 'groups-50', '', $2, clock_timestamp())`,
          [harness.org.orgId, page],
        );
        const created = createInTwoGroups((index) => {
          const key = `groups-${index}`;
          const bodyHash = createHash('sha256').update(key).digest();
          return { ...pattern, id: newId<CaseId>(), title: key, idempotency: { key, bodyHash } };
        });
        await eventually(async () => {
          const waiting = await harness.database.query(
            `select 1 from pg_stat_activity a where a.datname = current_database() and a.wait_event = 'transactionid'`,
          );
          return waiting.length === 2;
        });
        await holder.query('rollback');
        await created;
      });
    });
  });

  it('refuses an idempotency key with another body, alone and in a group', async () => {
    const [id] = idsOf([await create({ title: 'one body' }, { idempotencyKey: 'bodies' })]);
    const others = await times(10, (index) =>
      create({ title: 'another body' }, { through: index, idempotencyKey: 'bodies' }),
    );
    for (const other of others) {
      expect(other).toMatchObject({ status: 409, body: { errors: [{ code: 'idempotency_key_reused' }] } });
    }
    expect(idsOf([await create({ title: 'one body' }, { idempotencyKey: 'bodies' })])).toEqual([id]);
    expect(await harness.database.query(`select 1 from cases c where c.title = 'another body'`)).toEqual([]);
  });

  it('does not take a new alert for the replay of an old one that arrives with it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const attributes = { event_deduplication_key: `replayed ${round}` };
      const replay = () => create(attributes, { idempotencyKey: `replayed-${round}` });
      const [old = ''] = idsOf([await replay()]);
      expect(await act(harness, old, 'resolve')).toMatchObject({ status: 202 });
      const answers = await times(12, (index) => (index % 2 === 0 ? replay() : create(attributes)));
      const replayed = answers.filter((_, index) => index % 2 === 0);
      const fresh = answers.filter((_, index) => index % 2 === 1);
      expect(idsOf(replayed)).toEqual([old]);
      const [page] = idsOf(fresh);
      expect(page).not.toBe(old);
      expect(await pagesWith(`replayed ${round}`)).toEqual([
        { id: old, occurrences: 1 },
        { id: page, occurrences: 6 },
      ]);
    }
  });

  it('forgets an idempotency key after 24 hours', async () => {
    const again = () => create({ title: 'a day later' }, { idempotencyKey: 'a-day' });
    const [id] = idsOf([await again()]);
    await harness.fastForward('23 hours 59 minutes');
    expect(idsOf([await again()])).toEqual([id]);
    await harness.fastForward('2 minutes');
    const [next] = idsOf(
      await times(20, (index) => create({ title: 'a day later' }, { through: index, idempotencyKey: 'a-day' })),
    );
    expect(next).not.toBe(id);
    expect(idsOf([await again()])).toEqual([next]);
    const made = await harness.database.query(`select c.id from cases c where c.title = 'a day later'`);
    expect(made).toHaveLength(2);
  });
});
