import type { Type } from '@nestjs/common';

/** What a tenant runs, by role of the process. */
export interface TenantFeatures {
  readonly api: readonly Type[];
  readonly 'event-relay': readonly Type[];
  readonly worker: readonly Type[];
}
