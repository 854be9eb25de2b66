import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PagesService } from '../src/features/pages/index.js';
import type { Actor, OrgId, UserId } from '../src/kernel/index.js';
import { startHarness, type Harness } from './support/harness.js';
import { act, read, routeTeam, story, trigger } from './support/paging.js';

const UNKNOWN = '018f3c2e-7f3a-7000-8000-000000000000';

describe('changes of pages that come at the same time', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', roles: 'api' });
    await routeTeam(harness, { steps: [{ users: [harness.org.users.responder] }] });
  });
  afterAll(() => harness.stop());

  const storm = (count: number) => Promise.all(Array.from({ length: count }, () => trigger(harness)));

  const actorOf = (role: 'admin' | 'manager'): Actor => ({
    kind: 'user',
    orgId: harness.org.orgId as OrgId,
    userId: harness.org.users[role] as UserId,
    permissions: new Set(['on_call_respond']),
    requestId: 'a test',
  });

  it('are each answered as if they came alone', async () => {
    const ids = await storm(30);
    const [closed = ''] = ids;
    expect((await act(harness, closed, 'resolve')).status).toBe(202);
    const foreign = await trigger(harness, { org: harness.otherOrg });

    const answers = await Promise.all(
      [...ids, UNKNOWN, foreign, 'no-page'].map((id) => act(harness, id, 'acknowledge')),
    );
    expect(answers.map((answer) => answer.status)).toEqual([409, ...ids.slice(1).map(() => 202), 404, 404, 404]);
    for (const id of ids.slice(1)) {
      expect(await read(harness, id)).toMatchObject({ status: 'ACKNOWLEDGED' });
      expect((await story(harness, id)).map((cell) => cell.type)).toEqual(['page.triggered', 'page.acknowledged']);
    }
    const [row] = await harness.database.query<{ status: string }>('select status from cases where id = $1', [foreign]);
    expect(row?.status).toBe('TRIGGERED');
  });

  it('call off what was to come of their own pages only', async () => {
    const [taken = '', left = ''] = await storm(2);
    await act(harness, taken, 'acknowledge');
    const timers = await harness.database.query<{ case_id: string }>(
      'select t.case_id from timers t where t.case_id = any($1::uuid[])',
      [[taken, left]],
    );
    expect(timers).toEqual([{ case_id: left }]);
  });

  it('take their turns on one page: the first acknowledges, the second is noted, the resolve closes it', async () => {
    const [other = '', id = ''] = await storm(2);
    const pages = harness.app.get(PagesService, { strict: false });
    await Promise.all([
      pages.acknowledge(actorOf('admin'), other),
      pages.acknowledge(actorOf('admin'), id),
      pages.acknowledge(actorOf('manager'), id),
      pages.resolve(actorOf('admin'), id),
    ]);
    expect(await read(harness, id)).toMatchObject({ status: 'RESOLVED' });
    const told = (await story(harness, id)).map(({ type, author, data }) => ({
      type,
      by: author.id,
      also: data.also,
    }));
    const { admin, manager: second } = harness.org.users;
    expect(told).toEqual([
      { type: 'page.triggered', by: admin, also: undefined },
      { type: 'page.acknowledged', by: admin, also: undefined },
      { type: 'page.acknowledged', by: second, also: true },
      { type: 'page.resolved', by: admin, also: undefined },
    ]);
    const versions = await harness.database.query<{ version: number }>(
      `select (a.after->>'version')::int as version from audit a where a.resource_id = $1 and a.after ? 'version' order by a.id`,
      [id],
    );
    expect(versions.map((row) => row.version)).toEqual([2, 3, 4]);
  });
});
