import { KeysApiModule } from '../capabilities/auth/index.js';
import { EventRelayModule } from '../capabilities/events/index.js';
import { TeamsApiModule } from '../capabilities/teams/index.js';
import { UsersApiModule } from '../capabilities/users/index.js';
import { AnalyticsApiModule, EventCountersModule } from '../features/analytics/index.js';
import { CaseHousekeepingModule, CasesApiModule } from '../features/cases/index.js';
import { CaseMaintenanceModule, MaintenanceWindowsApiModule } from '../features/maintenance-windows/index.js';
import { ProjectsApiModule } from '../features/projects/index.js';
import { CaseSearchApiModule, SearchIndexerModule } from '../features/search/index.js';
import type { TenantFeatures } from './features.js';

/** Work type CASE: cases and projects. */
export const caseManagementFeatures: TenantFeatures = {
  api: [
    UsersApiModule,
    TeamsApiModule,
    KeysApiModule,
    CasesApiModule,
    ProjectsApiModule,
    CaseMaintenanceModule,
    MaintenanceWindowsApiModule,
    CaseSearchApiModule,
    AnalyticsApiModule,
  ],
  'event-relay': [EventRelayModule, SearchIndexerModule, EventCountersModule],
  worker: [CaseHousekeepingModule],
};
