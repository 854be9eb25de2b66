import { randomUUID } from 'node:crypto';
import { CREATE_CASES } from '../src/features/cases/create-cases.sql.ts';
import { Caller, closedLoop } from './load.ts';
import type { Product } from './product.ts';

const CONNECTIONS = 64;
const RAW_CLIENTS = 8;
const RUNS = 3;

export interface CreateRates {
  /** Pages a second over HTTP, of each run. */
  readonly http: readonly number[];
  /** Single-row creates a second by raw clients, of each run. */
  readonly raw: readonly number[];
  readonly failed: number;
}

/**
 * HTTP creates against the product's own create statement with an array of one, each in its own transaction: same
 * database, rows, indexes and role, durable both. Interleaved, so that both meet the same machine.
 */
export async function measureCreates(product: Product, seconds: number): Promise<CreateRates> {
  const http: number[] = [];
  const raw: number[] = [];
  let failed = 0;
  const caller = new Caller(product.url, product.headers, CONNECTIONS);
  const pool = product.enginePool(RAW_CLIENTS);
  for (let run = 0; run < RUNS; run += 1) {
    const created = await closedLoop(CONNECTIONS, seconds, async () => {
      const answer = await caller.call({ method: 'POST', path: '/api/unstable/on-call/pages', body: body(product) });
      if (answer.status !== 200) failed += 1;
    });
    http.push(created / seconds);
    const inserted = await closedLoop(RAW_CLIENTS, seconds, async () => {
      await pool.query(CREATE_CASES, [JSON.stringify([row(product)])]);
    });
    raw.push(inserted / seconds);
  }
  await caller.close();
  await pool.end();
  return { http, raw, failed };
}

const TITLE = 'Checkout is down';

function body({ teamId }: Product): string {
  const target = { type: 'team_id', identifier: teamId };
  const attributes = { title: TITLE, urgency: 'high', target, event_deduplication_key: randomUUID() };
  return JSON.stringify({ data: { type: 'pages', attributes } });
}

/** The row that the API makes of that body, in the form of the statement. */
function row({ orgId, teamId, userIds }: Product): object {
  const key = randomUUID();
  const policyId = '00000000-0000-4000-8000-0000000000b1';
  const step = (id: string, userId: string | undefined) => ({
    id,
    escalateAfterSeconds: 60,
    targets: [{ kind: 'user', id: userId }],
  });
  const data = { urgency: 'high', target: { kind: 'team', id: teamId }, policy_id: policyId, is_shadow: false };
  return {
    ordinal: 0,
    id: randomUUID(),
    org_id: orgId,
    title: TITLE,
    description: '',
    status: 'TRIGGERED',
    is_closed: false,
    priority: 'NOT_DEFINED',
    services: [],
    tags: [],
    custom_attributes: {},
    additional_properties: {
      on_call: {
        escalation_policy_id: policyId,
        escalation_policy_retry_count: 0,
        urgency: 'high',
        responder_users: [],
        event_deduplication_key: key,
        is_shadow: false,
        targets: { teams: [teamId], users: [] },
      },
    },
    target_kind: 'team',
    target_id: teamId,
    team_id: teamId,
    escalation_policy_id: policyId,
    urgency: 'high',
    is_shadow: false,
    deduplication_key: key,
    occurrences: 1,
    search_text: 'checkout is down',
    actor_kind: 'user',
    actor_id: userIds[0],
    created_by: userIds[0],
    request_id: randomUUID(),
    cell_id: randomUUID(),
    event_id: randomUUID(),
    event_type: 'page.triggered',
    event_data: data,
    audit_after: { status: 'TRIGGERED', ...data },
    policy: {
      id: policyId,
      name: 'Demo policy',
      retries: 1,
      resolvePageOnPolicyEnd: false,
      steps: [
        step('00000000-0000-4000-8000-0000000000d1', userIds[0]),
        step('00000000-0000-4000-8000-0000000000d2', userIds[1]),
      ],
    },
    idempotency: [],
  };
}
