export { Metrics } from './metrics.js';
export { MetricsModule } from './metrics.module.js';
export { registerRequestMetrics } from './request-metrics.js';
