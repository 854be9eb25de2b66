import type { FieldCatalog, QueryDocument } from '../../platform/query/index.js';
import { PRIORITIES, type Priority } from './new-case.js';

/** What a case is known by when it is created: what maintenance windows ask about. */
export interface CaseFacts {
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: Priority;
  readonly project: { readonly id: string; readonly key: string };
  readonly assigneeId?: string;
  readonly creatorId: string;
}

/** What a query over those facts may name; a subset of what a list of cases knows, with the same meaning. */
export const CASE_FACT_FIELDS: FieldCatalog = {
  title: { kind: 'keyword' },
  status: { kind: 'keyword' },
  priority: { kind: 'keyword', values: PRIORITIES },
  project: { kind: 'keywords', aliases: ['project.id', 'project.key'] },
  assignee: { kind: 'id', aliases: ['assignee.id'] },
  creator: { kind: 'id', aliases: ['created_by'] },
};

/** The facts in the form that a query is asked of. */
export function documentOfCase(facts: CaseFacts): QueryDocument {
  const { title, description, status, priority, project, assigneeId, creatorId } = facts;
  return {
    text: `${title} ${description}`,
    title,
    status,
    priority,
    project: [project.id, project.key],
    assignee: assigneeId,
    creator: creatorId,
  };
}
