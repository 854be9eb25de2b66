export { LiveCallers, type LiveCaller } from './live-callers.js';
export {
  acknowledged,
  refuseClosed,
  retriggered,
  withResponders,
  type LiveCall,
  type LiveCallOutcome,
  type Page,
  type Urgency,
} from './page.js';
export { PageChanges } from './page-changes.js';
export { PAGE_COLUMNS, pageFromRow, type PageRow } from './page.row.js';
export { PagesApiModule } from './pages-api.module.js';
export { PagesModule } from './pages.module.js';
export { PAGE_FIELDS } from './page-fields.js';
export { PagePresenter } from './page.presenter.js';
export { mentions } from './query-mentions.js';
export { PagesRepository, type PageReference } from './pages.repository.js';
export { PagesReader } from './pages.reader.js';
export { PageAnswer, PageResource } from './pages.dto.js';
export { PagesService } from './pages.service.js';
export { TriggerPage, type PageRequest } from './trigger-page.js';
