export { AnalyticsApiModule, EventCountersModule } from './analytics.module.js';
