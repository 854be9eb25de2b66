import type { QueryDocument } from '../../platform/query/index.js';
import { ruleDocument, type PageFacts } from '../routing/index.js';

/** A page that is about to be created: its facts, its urgency decided, and the team that it is for. */
export interface NewPageFacts extends PageFacts {
  readonly urgency: 'low' | 'high';
  /** Absent for a page that is for a person. */
  readonly team?: { readonly id: string; readonly handle: string };
}

/** The facts in the form that a query is asked of; the same that routing rules ask. */
export function documentOfPage({ team, ...facts }: NewPageFacts): QueryDocument {
  return ruleDocument(facts, team);
}
