import { expect } from '@jest/globals';
import type { Harness } from './harness.js';
import type { Headers } from './organization.js';

const PAGES = '/api/unstable/on-call/pages';

export interface Step {
  readonly after?: number;
  readonly assignment?: 'default' | 'round-robin';
  readonly users?: readonly string[];
  readonly teams?: readonly string[];
  readonly schedules?: readonly ScheduleTarget[];
}

export interface ScheduleTarget {
  readonly id: string;
  readonly position?: 'previous' | 'current' | 'next';
}

interface Policy {
  readonly retries?: number;
  readonly resolves?: boolean;
  /** Of the routing rule, beside its one action; `action` of that action. */
  readonly rule?: object;
  readonly action?: object;
  readonly steps: readonly Step[];
}

/** Makes a policy over HTTP and routes the organization's team to it. Answers the policy's id. */
export async function routeTeam(harness: Harness, policy: Policy, org = harness.org): Promise<string> {
  const { retries = 0, resolves = false, steps, rule = {}, action } = policy;
  const leadsTo = (id: string) =>
    action === undefined
      ? { urgency: 'high', policy_id: id }
      : { actions: [{ type: 'escalation_policy', policy_id: id, urgency: 'high', ...action }] };
  const created = await harness.request('POST', '/api/v2/on-call/escalation-policies', {
    headers: org.adminHeaders,
    body: {
      data: {
        type: 'policies',
        attributes: {
          name: 'policy of a test',
          retries,
          resolve_page_on_policy_end: resolves,
          steps: steps.map(stepBody),
        },
      },
    },
  });
  expect(created).toMatchObject({ status: 201 });
  const id = created.body.data.id as string;
  const routed = await harness.request('PUT', `/api/v2/on-call/teams/${org.teamId}/routing-rules`, {
    headers: org.adminHeaders,
    body: {
      data: {
        type: 'team_routing_rules',
        id: org.teamId,
        attributes: { rules: [{ query: '', ...leadsTo(id), ...rule }] },
      },
    },
  });
  expect(routed).toMatchObject({ status: 200 });
  return id;
}

function stepBody({ after = 60, assignment = 'default', users = [], teams = [], schedules = [] }: Step): object {
  const targets = [
    ...users.map((id) => ({ type: 'users', id })),
    ...teams.map((id) => ({ type: 'teams', id })),
    ...schedules.map(({ id, position }) => ({
      type: 'schedules',
      id,
      ...(position === undefined ? {} : { config: { schedule: { position } } }),
    })),
  ];
  return { assignment, escalate_after_seconds: after, targets };
}

/** Makes a schedule whose members take turns of an hour from the last full hour on. Answers its id. */
export async function makeSchedule(
  harness: Harness,
  members: readonly (string | undefined)[],
  layer: object = {},
): Promise<string> {
  const [clock] = await harness.database.query<{ hour: string }>(
    `select to_char(test_clock.clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"') as hour`,
  );
  const start = clock?.hour;
  const created = await harness.request('POST', '/api/v2/on-call/schedules', {
    body: {
      data: {
        type: 'schedules',
        attributes: {
          name: 'schedule of a test',
          time_zone: 'UTC',
          layers: [
            {
              name: 'layer of a test',
              effective_date: start,
              rotation_start: start,
              interval: { seconds: 3600 },
              members: members.map((id) => (id === undefined ? {} : { user: { id } })),
              ...layer,
            },
          ],
        },
      },
    },
  });
  expect(created).toMatchObject({ status: 201 });
  return created.body.data.id as string;
}

export interface TriggerOptions {
  readonly attributes?: object;
  readonly headers?: Headers;
  readonly org?: Harness['org'];
}

export function pageBody(org: Harness['org'], attributes: object = {}): object {
  return {
    data: {
      type: 'pages',
      attributes: {
        title: 'Checkout is down',
        urgency: 'high',
        target: { type: 'team_id', identifier: org.teamId },
        ...attributes,
      },
    },
  };
}

/** Triggers a page for the organization's team and answers its id. */
export async function trigger(harness: Harness, options: TriggerOptions = {}): Promise<string> {
  const { org = harness.org, attributes, headers = org.adminHeaders } = options;
  const created = await harness.request('POST', PAGES, { headers, body: pageBody(org, attributes) });
  expect(created).toMatchObject({ status: 200, body: { data: { type: 'pages' } } });
  return created.body.data.id as string;
}

export function act(harness: Harness, id: string, verb: string, headers?: Headers) {
  return harness.request('POST', `${PAGES}/${id}/${verb}`, headers === undefined ? {} : { headers });
}

/** The page's attributes, with its on-call properties beside them as `on_call`. */
export async function read(harness: Harness, id: string) {
  const answer = await harness.request('GET', `${PAGES}/${id}`);
  expect(answer).toMatchObject({ status: 200 });
  const { attributes } = answer.body.data;
  return { ...attributes, on_call: attributes.additional_properties.on_call };
}

export interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly author: { readonly type: string; readonly id: string };
  readonly message?: string;
  /** In plain words. */
  readonly text: string;
}

/** The story of the page, oldest first. */
export async function story(harness: Harness, id: string): Promise<Told[]> {
  const answer = await harness.request('GET', `${PAGES}/${id}/timeline?page[size]=1000`);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.data.map((cell: { attributes: Told }) => cell.attributes);
}

export interface NotificationRow {
  readonly user_id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly step_index: number;
  readonly retry_count: number;
  readonly run: number;
  readonly cause: string;
  readonly attempt: number;
  readonly channel: string;
}

/** Every notification of the page, in the order in which they were made. */
export function notificationsOf(harness: Harness, id: string): Promise<NotificationRow[]> {
  return harness.database.query<NotificationRow>(
    `select n.user_id, n.state, n.reason, n.step_index, n.retry_count, n.run, n.cause, n.attempt, n.channel
       from notifications n where n.case_id = $1 order by n.created_at, n.id`,
    [id],
  );
}

/** Who found the page in the inbox, in order. */
export async function inboxOf(harness: Harness, id: string): Promise<string[]> {
  const rows = await harness.database.query<{ user_id: string }>(
    'select m.user_id from inbox_messages m where m.case_id = $1 order by m.delivered_at, m.id',
    [id],
  );
  return rows.map((row) => row.user_id);
}
