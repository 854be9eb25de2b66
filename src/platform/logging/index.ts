export { LoggingModule } from './logging.module.js';
export { registerRequestLog } from './request-log.js';
