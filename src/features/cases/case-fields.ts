import type { FieldCatalog, SqlFields } from '../../platform/query/index.js';
import { PRIORITIES } from './new-case.js';

/** What a query over cases may name. */
export const CASE_FIELDS: FieldCatalog = {
  status: { kind: 'keyword' },
  priority: { kind: 'keyword', values: PRIORITIES },
  project: { kind: 'keywords', aliases: ['project.id', 'project.key'] },
  assignee: { kind: 'id', aliases: ['assignee.id'] },
  creator: { kind: 'id', aliases: ['created_by'] },
  key: { kind: 'keyword' },
  created_at: { kind: 'instant', aliases: ['created'] },
  modified_at: { kind: 'instant', aliases: ['modified'] },
  closed_at: { kind: 'instant', aliases: ['closed'] },
};

/** Where those fields stand in `cases`, named `c`. A project is named by its id or its key. */
export const CASE_SQL_FIELDS: SqlFields = {
  status: { column: 'c.status', holds: 'upper' },
  priority: { column: 'c.priority', holds: 'upper' },
  project: {
    column: `(select array[p.id::text, p.key] from projects p where p.org_id = c.org_id and p.id = c.project_id)`,
  },
  assignee: { column: 'c.assignee_id' },
  creator: { column: 'c.created_by' },
  key: { column: 'c.key', holds: 'upper' },
  created_at: { column: 'c.created_at' },
  modified_at: { column: 'c.modified_at' },
  closed_at: { column: 'c.closed_at' },
  text: { column: 'c.search_text' },
};
