import type { TenantFeatures } from './features.js';

/** Work type CASE: cases and projects. */
export const caseManagementFeatures: TenantFeatures = {
  api: [],
  'event-relay': [],
  worker: [],
};
