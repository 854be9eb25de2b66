export { RoutingApiModule, RoutingModule } from './routing.module.js';
export type { PageFacts } from './page-facts.js';
export type { PageRoute, RouteAction, RoutingReason, Threshold } from './page-route.js';
export { PageRoutes, type TargetType } from './page-routes.js';
export { RULE_FIELDS, ruleDocument } from './rule-query.js';
export { RoutingReader, type TeamPolicy, type TeamRoute } from './routing.reader.js';
export type { Urgency } from './routing-rule.js';
