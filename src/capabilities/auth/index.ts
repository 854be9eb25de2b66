export { AuthModule } from './auth.module.js';
export { registerAuthentication } from './authentication.hook.js';
export { Authenticator } from './authenticator.js';
export { DemoSession, type DemoKeys } from './demo-session.js';
export { KeysApiModule } from './keys.module.js';
export { hashKey, last4, newKey, type KeyKind } from './key.js';
export { coversRole, permissionsOf, ROLES, type Role } from './roles.js';
