import type { FieldCatalog, SqlFields } from '../../platform/query/index.js';

/** What a query to a SearchIndex may name: the fields of a SearchDocument. */
export const SEARCH_FIELDS: FieldCatalog = {
  status: { kind: 'keyword' },
  priority: { kind: 'keyword' },
  urgency: { kind: 'keyword' },
  project: { kind: 'id' },
  team: { kind: 'id' },
  assignee: { kind: 'id' },
  responder: { kind: 'ids' },
  policy: { kind: 'id' },
  service: { kind: 'keywords' },
  tag: { kind: 'keywords' },
  key: { kind: 'keyword' },
  shadow: { kind: 'boolean' },
  created_at: { kind: 'instant' },
  modified_at: { kind: 'instant' },
  closed_at: { kind: 'instant' },
};

/** Where those fields stand in `case_search_of_organization`, named `s`. */
export const SEARCH_SQL_FIELDS: SqlFields = {
  status: { column: 's.status', holds: 'upper' },
  priority: { column: 's.priority', holds: 'upper' },
  urgency: { column: 's.urgency', holds: 'lower' },
  project: { column: 's.project_id' },
  team: { column: 's.team_id' },
  assignee: { column: 's.assignee_id' },
  responder: { column: 's.responder_ids' },
  policy: { column: 's.escalation_policy_id' },
  service: { column: 's.services', holds: 'lower' },
  tag: { column: 's.tags', holds: 'lower' },
  key: { column: 's.key', holds: 'upper' },
  shadow: { column: 's.is_shadow' },
  created_at: { column: 's.created_at' },
  modified_at: { column: 's.modified_at' },
  closed_at: { column: 's.closed_at' },
  text: { column: 's.search_text', tsvector: 's.words' },
};
