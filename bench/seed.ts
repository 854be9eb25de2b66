import type { Product } from './product.ts';

/**
 * Pages that wait for their next step, made past the API: `count` of them for the demo team, due at `dueAt` (SQL).
 * Their policy has one step more, to the demo's second person.
 */
export async function seedWaitingPages(product: Product, count: number, dueAt: string): Promise<void> {
  const { admin, orgId, teamId, userIds } = product;
  const step = (id: string, userId: string | undefined) => ({
    id,
    escalateAfterSeconds: 3600,
    targets: [{ kind: 'user', id: userId }],
  });
  const policy = {
    id: '00000000-0000-4000-8000-0000000000b1',
    name: 'seeded',
    retries: 0,
    resolvePageOnPolicyEnd: false,
    steps: [
      step('00000000-0000-4000-8000-0000000000d1', userIds[0]),
      step('00000000-0000-4000-8000-0000000000d2', userIds[1]),
    ],
  };
  const onCall = {
    escalation_policy_retry_count: 0,
    urgency: 'high',
    responder_users: [],
    is_shadow: false,
    targets: { teams: [teamId], users: [] },
  };
  await admin.query(
    `with made as materialized (
       select gen_random_uuid() as id, nextval('page_numbers') as number, clock_timestamp() as at
         from generate_series(1, $1::int)
     ), c as (
       insert into cases (org_id, id, number, key, title, description, status, priority, services, tags, attributes,
              custom_attributes, additional_properties, target_kind, target_id, team_id, urgency, responder_ids,
              is_shadow, occurrences, last_occurred_at, search_text, version, created_at)
       select $2, m.id, m.number, 'PAGE-' || m.number, 'Seeded page', '', 'TRIGGERED', 'NOT_DEFINED',
              array['service-' || m.number % 500], '{}', '{}', '{}', jsonb_build_object('on_call', $4::jsonb), 'team', $3,
              $3, 'high', '{}', false, 1, m.at, 'seeded page', 1, m.at from made m
       returning id, created_at
     ), e as (
       insert into escalations (org_id, case_id, run, policy, step_index, retry_count, cycle_started_at, notified)
       select $2, c.id, 1, $5::jsonb, 0, 0, c.created_at, 1 from c
     )
     insert into timers (org_id, case_id, kind, due_at, attempts)
     select $2, c.id, 'escalation', ${dueAt}, 0 from c`,
    [count, orgId, teamId, JSON.stringify(onCall), JSON.stringify(policy)],
  );
  await admin.query('analyze cases, escalations, timers');
}
