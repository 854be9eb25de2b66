import type { ErrorObject } from '../../platform/http/index.js';
import type { PageReference } from './pages.repository.js';

/** What became of one page: what the single verb would have answered. */
export interface BulkResult {
  /** As the request named it. */
  readonly reference: PageReference;
  /** Of HTTP. */
  readonly status: number;
  readonly errors?: readonly ErrorObject[];
}
