export { PostgresSearchIndex, searchStatement } from './postgres-search-index.js';
export { type SearchDocument } from './search-document.js';
export { SEARCH_FIELDS } from './search-fields.js';
export { SearchIndex, type FacetName, type SearchRequest, type SortField } from './search-index.js';
export { CaseSearchApiModule, PageSearchApiModule, SearchIndexerModule } from './search.module.js';
