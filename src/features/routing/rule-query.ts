import {
  parseQuery,
  type FieldCatalog,
  type Query,
  type QueryDocument,
  type QuerySource,
} from '../../platform/query/index.js';
import type { PageFacts } from './page-facts.js';

/** Also by number, as the queries of rules from elsewhere have it. */
const PRIORITIES = ['NOT_DEFINED', 'P1', 'P2', 'P3', 'P4', 'P5', '1', '2', '3', '4', '5'];

/** What the query of a routing rule or maintenance window may name: all that is known of a page before it is created. */
export const RULE_FIELDS: FieldCatalog = {
  tag: { kind: 'keywords', aliases: ['tags'], keyed: ['tags', 'tag', 'groups'] },
  service: { kind: 'keywords', aliases: ['services'] },
  urgency: { kind: 'keyword', values: ['low', 'high'] },
  priority: { kind: 'keywords', values: PRIORITIES },
  title: { kind: 'keyword' },
  source: { kind: 'keywords' },
  alert_status: { kind: 'keywords' },
  team: { kind: 'keywords', aliases: ['team.id', 'team.handle', 'target'] },
  deduplication_key: { kind: 'keyword', aliases: ['event_deduplication_key'] },
  shadow: { kind: 'boolean', aliases: ['is_shadow'] },
};

/** As in searches: words beyond are not looked at. */
const TEXT_MAX = 10_000;

/** @throws QueryError that says what is wrong and at which position */
export function ruleQuery(text: string, source?: QuerySource): Query {
  return parseQuery(text, RULE_FIELDS, source);
}

/** The page as those queries see it; without a team when it is for a person. */
export function ruleDocument(facts: PageFacts, team?: { readonly id: string; readonly handle: string }): QueryDocument {
  const { title, description, tags, services, urgency, priority, source, deduplicationKey, isShadow } = facts;
  return {
    text: `${title}\n${description}`.slice(0, TEXT_MAX),
    title,
    tag: tags,
    service: services,
    urgency,
    priority: priority === 'NOT_DEFINED' ? [priority] : [priority, priority.slice(1)],
    source: [source, ...tagged(tags, 'source')],
    alert_status: tagged(tags, 'alert_status'),
    team: team === undefined ? [] : [team.id, team.handle],
    deduplication_key: deduplicationKey,
    shadow: isShadow,
  };
}

/** The values of the tags with this key, in lower case. */
export function tagged(tags: readonly string[], key: string): string[] {
  const prefix = `${key}:`;
  return tags
    .map((tag) => tag.toLowerCase())
    .flatMap((tag) => (tag.startsWith(prefix) ? tag.slice(prefix.length) : []));
}
