import { normalizeText } from '../../platform/query/index.js';

/** What free text finds a case by: its title and description, in the form of `cases.search_text`. */
export function searchTextOf(titled: { readonly title: string; readonly description: string }): string {
  return normalizeText(`${titled.title} ${titled.description}`);
}
