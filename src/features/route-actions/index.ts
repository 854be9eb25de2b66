export { RouteActionSenderModule, RouteActionsSubscriberModule } from './route-actions.module.js';
