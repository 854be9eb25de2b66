export { environment, TENANTS_FILE } from './environment.js';
export { ConfigModule } from './config.module.js';
export type { EmailSettings, PhoneSettings } from './delivery-settings.js';
export * from './load.js';
export * from './role.js';
export * from './tenant-config.js';
