export { RoutingApiModule, RoutingModule } from './routing.module.js';
export { PageRoutes, type PageRoute, type TargetType } from './page-routes.js';
export { RoutingReader, type TeamPolicy, type TeamRoute } from './routing.reader.js';
export type { Urgency } from './routing-rule.js';
