import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from './capabilities/audit/index.js';
import { AuthModule } from './capabilities/auth/index.js';
import { TimersModule } from './capabilities/timers/index.js';
import { ConfigModule, type RoleName, type TenantConfig } from './platform/config/index.js';
import { DatabaseModule } from './platform/database/index.js';
import { HealthModule } from './platform/health/index.js';
import { HttpModule } from './platform/http/index.js';
import { LoggingModule } from './platform/logging/index.js';
import { MetricsModule } from './platform/metrics/index.js';
import { TenantModule } from './tenants/tenant.module.js';

/** The table of contents of a process. */
@Module({})
export class AppModule {
  static forRoot(config: TenantConfig, roles: ReadonlySet<RoleName>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        LoggingModule.forRoot(config),
        MetricsModule,
        DatabaseModule.forRoot(),
        HttpModule,
        HealthModule,
        AuditModule,
        AuthModule,
        TimersModule,
        TenantModule.forRoot(config, roles),
      ],
    };
  }
}
