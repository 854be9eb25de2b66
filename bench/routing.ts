import { Caller, openLoop, quantile } from './load.ts';
import { firstRecords, type NotificationDelays } from './notifications.ts';
import type { Product } from './product.ts';

const PAGES_A_MINUTE = 1_000;
const TEAMS = 20;
const RULES = 50;
const POLICIES = 5;

/**
 * As `measureNotificationDelay`, for pages of twenty teams with fifty rules each: queries over tags, services and words,
 * and hours in three zones. A page takes a rule anywhere from the first to the last.
 */
export async function measureRouting(product: Product, seconds: number): Promise<NotificationDelays> {
  const caller = new Caller(product.url, product.headers, 32);
  const teams = await makeTeams(caller, product);
  const sentAt = new Map<string, number>();
  await openLoop(PAGES_A_MINUTE / 60, seconds, async (index) => {
    const at = Date.now();
    const attributes = {
      title: `Disk ${index} is full`,
      description: 'The volume has no room left. '.repeat(40),
      target: { type: 'team_id', identifier: teams[index % TEAMS] },
      services: [`service-${index}`],
      tags: ['env:prod', `rule:${index % RULES}`, 'region:eu-central-1'],
    };
    const { id } = await post(caller, '/api/unstable/on-call/pages', 'pages', attributes);
    sentAt.set(id, at);
  });
  await caller.close();
  const recorded = await firstRecords(product, [...sentAt.keys()]);
  const delays = [...sentAt].flatMap(([id, at]) => {
    const end = recorded.get(id);
    return end === undefined ? [] : [end - at];
  });
  return { pages: sentAt.size, notified: delays.length, p50Ms: quantile(delays, 0.5), p99Ms: quantile(delays, 0.99) };
}

async function makeTeams(caller: Caller, { userIds }: Product): Promise<string[]> {
  const policies: string[] = [];
  for (let n = 0; n < POLICIES; n += 1) {
    const steps = [{ targets: [{ type: 'users', id: userIds[n % userIds.length] }] }];
    const attributes = { name: `Bench ${n}`, steps };
    policies.push((await post(caller, '/api/v2/on-call/escalation-policies', 'policies', attributes)).id);
  }
  const teams: string[] = [];
  for (let n = 0; n < TEAMS; n += 1) {
    const { id } = await post(caller, '/api/v2/team', 'team', { handle: `bench-${n}`, name: `Bench ${n}` });
    const rules = Array.from({ length: RULES }, (_, rule) => ruleOf(rule, policies[rule % POLICIES] ?? ''));
    const data = { type: 'team_routing_rules', id, attributes: { rules } };
    const path = `/api/v2/on-call/teams/${id}/routing-rules`;
    const answer = await caller.call({ method: 'PUT', path, body: JSON.stringify({ data }) });
    if (answer.status !== 200) throw new Error(`PUT ${path}: ${answer.status} ${answer.text}`);
    teams.push(id);
  }
  return teams;
}

/** Always open, so that every page is told of at once; seven spans, so that the hours cost what they may. */
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const SPANS = DAYS.map((day, index) => ({
  start_day: day,
  start_time: '00:00:00',
  end_day: DAYS[(index + 1) % DAYS.length],
  end_time: '00:00:00',
}));
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

function ruleOf(rule: number, policyId: string): object {
  if (rule === RULES - 1) return { policy_id: policyId, urgency: 'high' };
  const word = rule % 3 === 0 ? 'disk* -"out of memory"' : '-service:legacy-*';
  return {
    query: `tag:rule:${rule} tags.env:(prod OR staging) ${word}`,
    ...(rule % 2 === 0 ? { time_restriction: { time_zone: ZONES[rule % ZONES.length], restrictions: SPANS } } : {}),
    actions: [{ type: 'escalation_policy', policy_id: policyId, urgency: 'high' }],
  };
}

async function post(caller: Caller, path: string, type: string, attributes: object): Promise<{ id: string }> {
  const answer = await caller.call({ method: 'POST', path, body: JSON.stringify({ data: { type, attributes } }) });
  if (answer.status > 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  return (JSON.parse(answer.text) as { data: { id: string } }).data;
}
