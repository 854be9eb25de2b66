import { Module, type DynamicModule } from '@nestjs/common';
import type { RoleName, TenantConfig } from '../platform/config/index.js';
import { caseManagementFeatures } from './case-management.tenant.js';
import type { TenantFeatures } from './features.js';
import { onCallFeatures } from './on-call.tenant.js';

const FEATURES: Readonly<Record<TenantConfig['workType'], TenantFeatures>> = {
  CASE: caseManagementFeatures,
  PAGE: onCallFeatures,
};

/** The features of the tenant's work type, for the roles of this process. Others do not exist in it: 404. */
@Module({})
export class TenantModule {
  static forRoot(config: TenantConfig, roles: ReadonlySet<RoleName>): DynamicModule {
    const features = FEATURES[config.workType];
    return { module: TenantModule, imports: [...roles].flatMap((role) => features[role]) };
  }
}
