export { newResponders, retriggered, resolved, withResponders, type Page, type Urgency } from './page.js';
export { PAGE_COLUMNS, pageFromRow, type PageRow } from './page.row.js';
export { PagesApiModule } from './pages-api.module.js';
export { PagesModule } from './pages.module.js';
export { PAGE_FIELDS, PAGE_SQL_FIELDS } from './page-fields.js';
export { PagePresenter } from './page.presenter.js';
export { mentions } from './query-mentions.js';
export { PagesRepository, type PageReference } from './pages.repository.js';
export { PagesService } from './pages.service.js';
