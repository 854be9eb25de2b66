import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Subscribers, type Envelope } from '../src/capabilities/events/index.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Harness } from './support/harness.js';
import { act, story, trigger, type Told } from './support/paging.js';
import { makePolicy, setRules } from './support/routing.js';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 24 bytes').toString('base64')}`;
const SLACK = { type: 'send_slack_message', workspace: 'W1', channel: 'C1' };
const TEAMS = { type: 'send_teams_message', tenant: 't', team: 'g', channel: 'c' };
const WORKFLOW = { type: 'workflow', handle: 'restart-checkout' };

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let receiver: Server;
let received: Received[] = [];
/** What the receiver answers, in turn; 200 after that. */
let answers: number[] = [];
let harness: Harness;
let policyId: string;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  harness = await startHarness({
    tenant: 'on-call',
    environment: {
      ROUTE_ACTION_SLACK_URL: `http://127.0.0.1:${port}/slack`,
      ROUTE_ACTION_WORKFLOW_URL: 'https://169.254.169.254/latest/meta-data',
      ROUTE_ACTION_SECRETS: SECRET,
      ROUTE_ACTION_ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port}`,
    },
  });
  policyId = await makePolicy(harness, [harness.org.users.responder]);
});
afterAll(async () => {
  await harness.stop();
  receiver.closeAllConnections();
  receiver.close();
});
beforeEach(() => {
  received = [];
  answers = [];
});

async function told(id: string, count: number): Promise<Told[]> {
  let entries: Told[] = [];
  await eventually(async () => {
    entries = (await story(harness, id)).filter(({ type }) => type.startsWith('routing.action'));
    return entries.length >= count;
  });
  expect(entries).toHaveLength(count);
  return entries;
}

describe('actions of a routing rule', () => {
  it('are sent once, signed, and the timeline says what was answered', async () => {
    const [ruleId] = await setRules(harness, [{ policy_id: policyId, actions: [SLACK] }]);
    const id = await trigger(harness, { attributes: { services: ['checkout'], tags: ['env:prod'] } });
    const [entry] = await told(id, 1);
    expect(entry).toMatchObject({
      type: 'routing.action_sent',
      author: { type: 'SYSTEM', id: 'routing' },
      data: { action: SLACK, rule_id: ruleId, attempt: 1, status: 200 },
    });
    const [request] = received;
    expect(received).toHaveLength(1);
    expect(request?.path).toBe('/slack');
    const headers = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(request?.headers[name])]),
    );
    expect(new Webhook(SECRET).verify(request?.body ?? '', headers)).toMatchObject({
      type: 'routing.send_slack_message',
      data: {
        org_id: harness.org.orgId,
        action: SLACK,
        rule_id: ruleId,
        page: { id, title: 'Checkout is down', urgency: 'high', services: ['checkout'], tags: ['env:prod'] },
        team: { id: harness.org.teamId },
      },
    });
    expect(request?.body).not.toContain('@');
  });

  it('are tried again with the same id while the receiver is away', async () => {
    await setRules(harness, [{ actions: [SLACK] }]);
    answers = [503, 500];
    const id = await trigger(harness);
    await eventually(async () => {
      await harness.fastForward('61s');
      return received.length === 3;
    });
    const [entry] = await told(id, 1);
    expect(entry).toMatchObject({ type: 'routing.action_sent', data: { attempt: 3 } });
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('fail for good when the receiver refuses them', async () => {
    await setRules(harness, [{ actions: [SLACK] }]);
    answers = [410];
    const id = await trigger(harness);
    const [entry] = await told(id, 1);
    expect(entry).toMatchObject({
      type: 'routing.action_failed',
      data: { action: SLACK, reason: 'The webhook answered 410.' },
    });
  });

  it('say when no receiver is configured, and never reach into the network of the server', async () => {
    await setRules(harness, [{ actions: [TEAMS, WORKFLOW] }]);
    const id = await trigger(harness);
    const entries = await told(id, 2);
    const reasons = Object.fromEntries(
      entries.map(({ type, data }) => [(data.action as { type: string }).type, [type, data.reason]]),
    );
    expect(reasons).toEqual({
      send_teams_message: [
        'routing.action_failed',
        'No receiver is configured for send_teams_message (ROUTE_ACTION_TEAMS_URL).',
      ],
      workflow: ['routing.action_failed', expect.stringMatching(/address/)],
    });
    expect(received).toEqual([]);
  });

  it('are not sent again by another occurrence, a later step or a new triggering', async () => {
    await setRules(harness, [{ policy_id: policyId, actions: [SLACK] }]);
    const attributes = { event_deduplication_key: 'disk-full' };
    const id = await trigger(harness, { attributes });
    await told(id, 1);
    await trigger(harness, { attributes });
    await act(harness, id, 'acknowledge');
    await act(harness, id, 'escalate');
    await harness.fastForward('10m');
    await told(id, 1);
    expect(received).toHaveLength(1);
  });

  it('are those of the rule that was taken', async () => {
    await setRules(harness, [{ query: 'service:checkout', actions: [SLACK] }, { policy_id: policyId }]);
    const id = await trigger(harness);
    await harness.settle();
    await told(id, 0);
    expect(received).toEqual([]);
  });

  it('wait with the page for its threshold', async () => {
    const threshold = { occurrences: 3, minutes: 10 };
    await setRules(harness, [{ policy_id: policyId, actions: [SLACK], threshold }]);
    const attributes = { event_deduplication_key: 'flapping' };
    const id = await trigger(harness, { attributes });
    await trigger(harness, { attributes });
    await harness.fastForward('1m');
    await told(id, 0);
    expect(received).toEqual([]);
    await trigger(harness, { attributes });
    await eventually(async () => {
      await harness.fastForward('11s');
      return received.length === 1;
    });
    await told(id, 1);
  });

  it('are cancelled when the page is resolved before its threshold', async () => {
    const threshold = { occurrences: 3, minutes: 10 };
    await setRules(harness, [{ policy_id: policyId, actions: [SLACK], threshold }]);
    const id = await trigger(harness, { attributes: { event_deduplication_key: 'once' } });
    await harness.settle();
    await act(harness, id, 'resolve');
    await eventually(async () => {
      await harness.fastForward('11s');
      return (await story(harness, id)).some(({ type }) => type === 'routing.action_cancelled');
    });
    expect(received).toEqual([]);
  });

  it('are not sent for a shadow', async () => {
    await setRules(harness, [{ actions: [SLACK] }]);
    const id = await trigger(harness, { attributes: { is_shadow: true } });
    const [entry] = await told(id, 1);
    expect(entry).toMatchObject({ type: 'routing.action_cancelled', data: { reason: 'a shadow sends nothing' } });
    expect(received).toEqual([]);
  });

  it('are queued once when their event is delivered twice', async () => {
    await setRules(harness, [{ actions: [SLACK] }]);
    const id = await trigger(harness);
    await told(id, 1);
    const [event] = await harness.database.query<Envelope>(
      `select e.event_id as id, e.type, 1 as version, 'on-call' as tenant, e.org_id, e.case_id, e.case_version,
              e.occurred_at::text as occurred_at, '{}'::jsonb as actor, e.data
         from events e where e.case_id = $1 and e.type = 'page.triggered'`,
      [id],
    );
    const subscriber = harness.app
      .get(Subscribers, { strict: false })
      .all()
      .find(({ name }) => name === 'route-actions');
    expect(event).toBeDefined();
    if (event !== undefined) await subscriber?.handle([event, event]);
    const rows = await harness.database.query('select a.id from route_actions a where a.case_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('belong to their organization', async () => {
    const foreign = await harness.database.query('select a.id from route_actions a where a.org_id = $1', [
      harness.otherOrg.orgId,
    ]);
    expect(foreign).toEqual([]);
  });
});
