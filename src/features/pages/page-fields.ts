import type { FieldCatalog, SqlFields } from '../../platform/query/index.js';
import { PRIORITIES } from '../cases/index.js';
import { URGENCIES } from './page.js';

/** What a query over pages may name. */
export const PAGE_FIELDS: FieldCatalog = {
  status: { kind: 'keyword' },
  urgency: { kind: 'keyword', values: URGENCIES },
  priority: { kind: 'keyword', values: PRIORITIES },
  team: { kind: 'keywords', aliases: ['team.id', 'team.handle'] },
  service: { kind: 'keywords', aliases: ['services'] },
  tag: { kind: 'keywords', aliases: ['tags'], keyed: ['tags'] },
  policy: { kind: 'id', aliases: ['policy.id', 'escalation_policy'] },
  responder: { kind: 'ids', aliases: ['responder.id', 'user.id'] },
  assignee: { kind: 'id', aliases: ['assignee.id'] },
  key: { kind: 'keyword' },
  shadow: { kind: 'boolean', aliases: ['is_shadow'] },
  created_at: { kind: 'instant', aliases: ['created'] },
  modified_at: { kind: 'instant', aliases: ['modified'] },
  closed_at: { kind: 'instant', aliases: ['closed', 'resolved_at'] },
};

/**
 * Where those fields stand in `cases` or in `case_search`, both named `c`. A team is named by its id or its handle;
 * the handle is read from the team, because it may change.
 */
export const PAGE_SQL_FIELDS: SqlFields = {
  status: { column: 'c.status', holds: 'upper' },
  urgency: { column: 'c.urgency', holds: 'lower' },
  priority: { column: 'c.priority', holds: 'upper' },
  team: {
    column: `(select array[t.id::text, t.handle] from teams t where t.org_id = c.org_id and t.id = c.team_id)`,
  },
  service: { column: 'c.services' },
  tag: { column: 'c.tags' },
  policy: { column: 'c.escalation_policy_id' },
  responder: { column: 'c.responder_ids' },
  assignee: { column: 'c.assignee_id' },
  key: { column: 'c.key', holds: 'upper' },
  shadow: { column: 'c.is_shadow' },
  created_at: { column: 'c.created_at' },
  modified_at: { column: 'c.modified_at' },
  closed_at: { column: 'c.closed_at' },
  text: { column: 'c.search_text' },
};
