import type { FacetName } from './search-index.js';

/** The column of each facet, and whether it holds a list. */
const COLUMNS: Readonly<Record<FacetName, { readonly column: string; readonly many: boolean }>> = {
  status: { column: 'status', many: false },
  priority: { column: 'priority', many: false },
  urgency: { column: 'urgency', many: false },
  project: { column: 'project_id', many: false },
  team: { column: 'team_id', many: false },
  assignee: { column: 'assignee_id', many: false },
  responder: { column: 'responder_ids', many: true },
  policy: { column: 'escalation_policy_id', many: false },
  service: { column: 'services', many: true },
  tag: { column: 'tags', many: true },
};

/**
 * Counts of every facet in one reading of the hits. `condition` is over `case_search_of_organization s`, the
 * organization is `$1`; the limits are appended to `parameters`. Answers rows (facet, value, count) in order.
 */
export function facetsSql(condition: string, limits: ReadonlyMap<FacetName, number>, parameters: unknown[]): string {
  const columns = [...limits.keys()].map((name) => `s.${COLUMNS[name].column}`);
  const counts = [...limits].map(([name, limit]) => countSql(name, `$${parameters.push(limit)}`));
  return `with hits as materialized (
    select ${columns.join(', ')} from case_search_of_organization s where s.org_id = $1::uuid and ${condition}
  )
  ${counts.join('\n  union all\n  ')}`;
}

/** A list of a document has each value once, so that counting values counts documents. */
function countSql(name: FacetName, limit: string): string {
  const { column, many } = COLUMNS[name];
  const values = many
    ? `select entry.value::text as value from hits h cross join lateral unnest(h.${column}) as entry(value)`
    : `select h.${column}::text as value from hits h where h.${column} is not null`;
  return `(select '${name}' as facet, v.value, count(*) as count from (${values}) v
     group by v.value order by count(*) desc, v.value collate "C" limit ${limit})`;
}
