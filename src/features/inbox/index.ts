export { InboxApiModule } from './inbox-api.module.js';
