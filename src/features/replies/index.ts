export { RepliesApiModule } from './replies.module.js';
