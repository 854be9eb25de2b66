export { LiveCallsApiModule } from './live-calls.module.js';
