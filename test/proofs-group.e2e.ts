import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CaseWriter } from '../src/features/cases/index.js';
import { newId, type CaseId } from '../src/kernel/index.js';
import { asSuperuser, server } from './support/database.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import { pageBody, routeTeam } from './support/paging.js';
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.js';

const PAGES = '/api/unstable/on-call/pages';
/** Creates are held back for a while, by locks and by lost connections. */
const PATIENT = {
  NOTIFICATIONS_PER_PERSON_PER_MINUTE: '10000',
  DATABASE_LOCK_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
};

interface CreateOptions {
  readonly idempotencyKey?: string;
  readonly org?: Harness['org'];
}

function create(harness: Harness, attributes: object, options: CreateOptions = {}): Promise<Answer> {
  const { idempotencyKey, org = harness.org } = options;
  const key: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  return harness.request('POST', PAGES, { headers: { ...org.adminHeaders, ...key }, body: pageBody(org, attributes) });
}

function route(harness: Harness, org = harness.org): Promise<string> {
  return routeTeam(harness, { steps: [{ after: 3_600, users: [org.users.responder] }] }, org);
}

interface Written {
  readonly id: string;
  readonly org_id: string;
  readonly occurrences: number;
  readonly written: readonly number[];
}

/** How often each thing that a create writes was written: timeline, audit, event, escalation. */
const ONCE_EACH = [1, 1, 1, 1];

function writtenOf(harness: Harness, title: string): Promise<Written[]> {
  return harness.database.query<Written>(
    `select c.id, c.org_id, c.occurrences, array[
              (select count(*)::int from timeline t where t.case_id = c.id and t.type = 'page.triggered'),
              (select count(*)::int from audit a where a.resource_id = c.id::text and a.action = 'page.triggered'),
              (select count(*)::int from events e where e.case_id = c.id and e.type = 'page.triggered'),
              (select count(*)::int from escalations s where s.case_id = c.id)] as written
       from cases c where c.title like $1 order by c.number`,
    [title],
  );
}

function idsOf(answers: readonly Answer[]): string[] {
  for (const answer of answers) expect(answer).toMatchObject({ status: 200 });
  return answers.map((answer) => answer.body.data.id as string);
}

describe('a group of creates', () => {
  jest.setTimeout(120_000);
  let harness: Harness;
  let writer: CaseWriter;

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', environment: PATIENT });
    writer = harness.app.get(CaseWriter, { strict: false });
    await route(harness);
    await route(harness, harness.otherOrg);
  });
  afterAll(() => harness.stop());

  /**
   * Begins creates while none can be committed. The first keeps the writer busy, so the others are one group. Runs
   * `meanwhile` when all have reached the writer.
   */
  async function asOneGroup(begin: readonly (() => Promise<Answer>)[], meanwhile?: () => Promise<unknown>) {
    const submitted = jest.spyOn(writer, 'create');
    try {
      return await asSuperuser(harness.database.name, async (client) => {
        await client.query('begin');
        await client.query('lock table cases in share mode');
        const [first, ...others] = begin;
        const begun = first === undefined ? [] : [first()];
        await eventually(() => submitted.mock.calls.length === 1);
        begun.push(...others.map((each) => each()));
        await eventually(() => submitted.mock.calls.length === begin.length, 60_000);
        await meanwhile?.();
        await client.query('commit');
        return Promise.all(begun);
      });
    } finally {
      submitted.mockRestore();
    }
  }

  it('refuses a row whose team was deleted meanwhile, alone, and creates its 49 neighbours', async () => {
    const team = randomUUID();
    await harness.database.query(
      `insert into teams (org_id, id, handle, name, description, created_at, modified_at)
       values ($1, $2, 'short-lived', 'Short lived', '', clock_timestamp(), clock_timestamp())`,
      [harness.org.orgId, team],
    );
    const answers = await asOneGroup(
      Array.from({ length: 51 }, (_, index) => () => {
        const target = index === 25 ? { target: { type: 'team_id', identifier: team } } : {};
        return create(harness, { title: `team ${index}`, ...target });
      }),
      () => harness.database.query('delete from teams t where t.id = $1', [team]),
    );
    const [poisoned] = answers.splice(25, 1);
    expect(poisoned).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/target/identifier' } }] },
    });
    const ids = idsOf(answers);
    await harness.settle();
    const pages = await writtenOf(harness, 'team %');
    expect(new Set(pages.map((page) => page.id))).toEqual(new Set(ids));
    expect(pages.map((page) => page.written)).toEqual(ids.map(() => ONCE_EACH));
  });

  it('refuses a row with text that cannot be stored, alone, and creates its 49 neighbours', async () => {
    const submitted = jest.spyOn(writer, 'create');
    await create(harness, { title: 'pattern' });
    const pattern = submitted.mock.calls[0]?.[0];
    submitted.mockRestore();
    if (pattern === undefined) throw new Error('no case was submitted');
    // Past the validation of HTTP, which refuses NUL: SQLSTATE 22P05.
    const outcomes = await Promise.allSettled(
      Array.from({ length: 51 }, (_, index) =>
        writer.create({ ...pattern, id: newId<CaseId>(), title: index === 25 ? 'text \0' : `text ${index}` }),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { name: 'InvalidError', violations: [{ field: '/data/attributes' }] } }]);
    expect(outcomes[25]).toBe(refused[0]);
    await harness.settle();
    const pages = await writtenOf(harness, 'text %');
    expect(pages.map((page) => page.written)).toEqual(Array.from({ length: 50 }, () => ONCE_EACH));
  });

  it('does not stand still when a number is taken that the sequence gives again', async () => {
    await create(harness, { title: 'taken' });
    await harness.database.query(`select setval('page_numbers', (select max(c.number) from cases c) - 1)`);
    const answers = [await create(harness, { title: 'again' }), await create(harness, { title: 'again' })];
    expect(answers.some((answer) => answer.status === 200)).toBe(true);
  });

  it('is one commit for creates of two organizations', async () => {
    const orgs = [harness.org, harness.otherOrg];
    const transactions = new Map<string, string>();
    const answers = await asOneGroup(
      Array.from({ length: 21 }, (_, index) => () => {
        const org = orgs[index % 2];
        return create(harness, { title: `two ${index}` }, org === undefined ? {} : { org });
      }),
    );
    const ids = idsOf(answers);
    // The transaction that made the timeline entry, which nobody touches afterwards.
    const rows = await harness.database.query<{ case_id: string; org_id: string; xmin: string }>(
      `select t.case_id, t.org_id, t.xmin::text from timeline t where t.type = 'page.triggered' and t.case_id = any($1)`,
      [ids.slice(1)],
    );
    for (const row of rows) transactions.set(row.xmin, row.org_id);
    expect(rows).toHaveLength(20);
    expect(new Set(rows.map((row) => row.org_id)).size).toBe(2);
    expect(transactions.size).toBe(1);
  });
});

describe('a group with a row that is locked', () => {
  jest.setTimeout(60_000);
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', environment: { DATABASE_LOCK_TIMEOUT_MS: '500' } });
    await route(harness);
    await route(harness, harness.otherOrg);
  });
  afterAll(() => harness.stop());

  it('answers 503 to its own request only', async () => {
    const repeated = { title: 'locked', event_deduplication_key: 'locked' };
    const counted = { title: 'counted', event_deduplication_key: 'counted' };
    const [id] = idsOf([await create(harness, repeated, { org: harness.otherOrg })]);
    idsOf([await create(harness, counted, { org: harness.otherOrg })]);
    await harness.settle();
    const answers = await asSuperuser(harness.database.name, async (client) => {
      await client.query('begin');
      await client.query('select 1 from cases c where c.id = $1 for update', [id]);
      const begun = Array.from({ length: 20 }, (_, index) =>
        index === 10 || index === 11
          ? create(harness, index === 10 ? repeated : counted, { org: harness.otherOrg })
          : create(harness, { title: `unlocked ${index}` }),
      );
      const settled = await Promise.all(begun);
      await client.query('rollback');
      return settled;
    });
    const [locked, occurred] = answers.splice(10, 2);
    expect([locked, occurred]).toMatchObject([{ status: 503 }, { status: 200 }]);
    expect(await writtenOf(harness, 'counted')).toMatchObject([{ occurrences: 2 }]);
    const pages = await writtenOf(harness, 'unlocked %');
    expect(new Set(pages.map((page) => page.id))).toEqual(new Set(idsOf(answers)));
    expect(pages).toHaveLength(18);
  });
});

describe('a connection that is cut during the commit of a group', () => {
  jest.setTimeout(120_000);
  let harness: Harness;
  let proxy: TcpProxy;

  beforeAll(async () => {
    proxy = await startTcpProxy(server());
    harness = await startHarness({
      tenant: 'on-call',
      environment: { ...PATIENT, DATABASE_PORT: String(proxy.port) },
    });
    await route(harness);
  });
  afterAll(async () => {
    await harness.stop();
    await proxy.stop();
  });

  function thirty(make: (index: number) => Promise<Answer>): Promise<Answer[]> {
    return Promise.all(Array.from({ length: 30 }, (_, index) => make(index)));
  }

  describe.each(['before', 'after'] as const)('%s the server has executed it', (when) => {
    it('creates each page once and answers its id', async () => {
      const cut = proxy.cut('insert into cases (org_id', when);
      const ids = idsOf(await thirty((index) => create(harness, { title: `plain ${when} ${index}` })));
      await cut;
      await harness.settle();
      const pages = await writtenOf(harness, `plain ${when} %`);
      expect(new Set(pages.map((page) => page.id))).toEqual(new Set(ids));
      expect(pages.map((page) => page.written)).toEqual(ids.map(() => ONCE_EACH));
    });

    it('counts each occurrence once', async () => {
      const cut = proxy.cut('insert into cases (org_id', when);
      const attributes = { title: `repeated ${when}`, event_deduplication_key: `repeated ${when}` };
      const ids = new Set(idsOf(await thirty(() => create(harness, attributes))));
      await cut;
      await harness.settle();
      const pages = await writtenOf(harness, `repeated ${when}`);
      expect(pages).toMatchObject([{ id: [...ids][0], occurrences: 30, written: ONCE_EACH }]);
      expect(ids.size).toBe(1);
    });

    it('answers the same idempotency key with the same page', async () => {
      const cut = proxy.cut('insert into cases (org_id', when);
      const title = `keyed ${when}`;
      const once = () => create(harness, { title }, { idempotencyKey: `keyed-${when}` });
      const ids = new Set(idsOf([...(await thirty(once)), await once()]));
      await cut;
      await harness.settle();
      expect(await writtenOf(harness, title)).toMatchObject([{ id: [...ids][0], written: ONCE_EACH }]);
      expect(ids.size).toBe(1);
    });

    it('finds what an idempotency key was answered', async () => {
      const once = () => create(harness, { title: 'looked up' }, { idempotencyKey: `looked-up-${when}` });
      const [id] = idsOf([await once()]);
      const cut = proxy.cut('idempotency_keys k join wanted', when);
      expect(idsOf([await once()])).toEqual([id]);
      await cut;
    });
  });

  it('counts an occurrence whose transaction is cut off', async () => {
    const attributes = { title: 'occurred', event_deduplication_key: 'occurred' };
    const [id] = idsOf([await create(harness, attributes)]);
    const cut = proxy.cut('set occurrences =', 'before');
    expect(idsOf([await create(harness, attributes)])).toEqual([id]);
    await cut;
    expect(await writtenOf(harness, 'occurred')).toMatchObject([{ id, occurrences: 2 }]);
  });
});
