import type { FieldCatalog, QueryDocument } from '../../platform/query/index.js';
import { PRIORITIES } from '../cases/index.js';
import type { PageFacts } from '../routing/index.js';

/** A page that is about to be created: its facts, its urgency decided, and the team that it is for. */
export interface NewPageFacts extends PageFacts {
  readonly urgency: 'low' | 'high';
  /** Absent for a page that is for a person. */
  readonly team?: { readonly id: string; readonly handle: string };
}

/** What the query of a window may name. Names that a list of pages has as well mean the same there. */
export const NEW_PAGE_FIELDS: FieldCatalog = {
  title: { kind: 'keyword' },
  urgency: { kind: 'keyword', values: ['low', 'high'] },
  priority: { kind: 'keyword', values: PRIORITIES },
  team: { kind: 'keywords', aliases: ['team.id', 'team.handle'] },
  service: { kind: 'keywords', aliases: ['services'] },
  tag: { kind: 'keywords', aliases: ['tags'] },
  source: { kind: 'keyword' },
  deduplication_key: { kind: 'keyword', aliases: ['event_deduplication_key'] },
  shadow: { kind: 'boolean', aliases: ['is_shadow'] },
};

/** The facts in the form that a query is asked of. */
export function documentOfPage(facts: NewPageFacts): QueryDocument {
  const { title, description, urgency, priority, services, tags, source, deduplicationKey, isShadow, team } = facts;
  return {
    text: `${title} ${description}`,
    title,
    urgency,
    priority,
    team: team === undefined ? [] : [team.id, team.handle],
    service: services,
    tag: tags,
    source,
    deduplication_key: deduplicationKey,
    shadow: isShadow,
  };
}
