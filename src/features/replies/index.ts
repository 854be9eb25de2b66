export { AnsweredPages } from './answered-pages.service.js';
export { AnsweredPagesModule, RepliesApiModule } from './replies.module.js';
