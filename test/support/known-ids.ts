import { makeNumber } from './live-call.js';
import { routeTeam, trigger } from './paging.js';
import type { Harness } from './harness.js';
import type { KnownIds, Route } from './routes.js';
import { exampleOf } from './examples.js';
import { phoneConfig, makeActiveChannel, makeRule } from './people.js';
import { routesOf } from './routes.js';
import { makeChanges, makeSchedule } from './schedules.js';

/** The built-in case type "Standard" (contract/NOTES.md §2). */
const STANDARD_TYPE = '00000000-0000-0000-0000-000000000001';

/**
 * Makes one thing of every kind in an organization and answers their ids, by path parameter and by JSON:API type. A
 * kind is made through the create route of its collection, so that new kinds need no line here.
 */
export async function makeKnownIds(harness: Harness, org = harness.org): Promise<KnownIds> {
  const headers = org.adminHeaders;
  const ids: Record<string, string> = {
    users: org.users.manager,
    user: org.users.manager,
    teams: org.teamId,
    team: org.teamId,
  };
  ids.user_id = ids.user_uuid = org.users.manager;
  ids.team_id = ids.team_uuid = org.teamId;
  ids.type_id = ids.case_type = STANDARD_TYPE;
  const routes = routesOf(harness);
  if (harness.config.workType === 'PAGE') {
    const policy = await routeTeam(
      harness,
      { steps: [{ users: [org.users.responder] }, { users: [org.users.manager] }] },
      org,
    );
    Object.assign(ids, { policies: policy, policy_id: policy });
    const schedule = await makeSchedule(harness, org.users.admin, org);
    const { override, swap } = await makeChanges(harness, schedule, org);
    Object.assign(ids, { schedules: schedule, schedule_id: schedule, override_id: override, swap_id: swap });
    ids.replaced_user_id = org.users.responder;
    // one number once in the whole tenant: neither the example's nor that of the other organization
    const number = org === harness.otherOrg ? '+14155550125' : '+14155550124';
    const liveCallNumber = await makeNumber(harness, number, {}, org);
    Object.assign(ids, { live_call_numbers: liveCallNumber, live_call_number_id: liveCallNumber });
    const page = await trigger(harness, { org });
    Object.assign(ids, { pages: page, page_id: page, into: await trigger(harness, { org }) });
    const channel = await makeActiveChannel(harness, org.users.manager, phoneConfig('+17039389548'), org);
    const rule = await makeRule(harness, org.users.manager, channel, { delay: 5, method: 'sms' }, org);
    Object.assign(ids, {
      notification_channels: channel,
      channel_id: channel,
      notification_rules: rule,
      rule_id: rule,
    });
  }
  for (const route of creatable(routes, ids)) {
    const { path, body = {}, name } = route;
    const answer = await harness.request('POST', path, { headers, body: exampleOf(body, ids) });
    const made = answer.body?.data as { id?: string; type?: string } | undefined;
    if (made?.id === undefined) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    ids[name] = made.id;
    if (made.type !== undefined) ids[made.type] ??= made.id;
  }
  return ids;
}

/** Collections with a create route whose items have a path of their own, and nothing known yet; parents first. */
function creatable(routes: readonly Route[], ids: KnownIds): (Route & { name: string })[] {
  return routes
    .filter((route) => route.method === 'POST' && route.body !== undefined && !route.path.includes('{'))
    .flatMap((route) => {
      const item = routes.find(
        ({ path }) => path.startsWith(`${route.path}/{`) && path.indexOf('}') === path.length - 1,
      );
      const name = item === undefined ? undefined : /\{(\w+)\}$/.exec(item.path)?.[1];
      return name === undefined || ids[name] !== undefined ? [] : [{ ...route, name }];
    })
    .sort((a, b) => rank(a.path) - rank(b.path));
}

function rank(path: string): number {
  return path.includes('project') ? 0 : 1;
}
