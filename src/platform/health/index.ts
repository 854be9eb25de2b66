export { Cycles } from './cycles.js';
export { HealthModule } from './health.module.js';
