import { Module, type DynamicModule } from '@nestjs/common';
import { TenantConfig } from './tenant-config.js';

@Module({})
export class ConfigModule {
  static forRoot(config: TenantConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: TenantConfig, useValue: config }],
      exports: [TenantConfig],
    };
  }
}
