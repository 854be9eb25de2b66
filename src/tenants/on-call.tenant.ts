import type { TenantFeatures } from './features.js';

/** Work type PAGE: pages, their escalation and the notifications that come of it. */
export const onCallFeatures: TenantFeatures = {
  api: [],
  'event-relay': [],
  worker: [],
};
