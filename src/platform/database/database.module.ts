import { Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/index.js';
import { TenantConfig } from '../config/index.js';
import { AppDataSource, appDataSource, EngineDataSource, engineDataSource } from './data-source.js';
import { assertTenant, pendingMigrations, WrongDatabaseError } from './migrations.js';
import { EngineUnitOfWork, UnitOfWork } from './unit-of-work.js';

/** The tenant's two pools and the only makers of transactions. Opens nothing until the application starts. */
@Module({
  providers: [
    { provide: AppDataSource, useFactory: appDataSource, inject: [TenantConfig] },
    { provide: EngineDataSource, useFactory: engineDataSource, inject: [TenantConfig] },
    Clock,
    UnitOfWork,
    EngineUnitOfWork,
  ],
  exports: [AppDataSource, EngineDataSource, Clock, UnitOfWork, EngineUnitOfWork],
})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly config: TenantConfig,
    private readonly app: AppDataSource,
    private readonly engine: EngineDataSource,
  ) {}

  static forRoot(): DynamicModule {
    return { module: DatabaseModule, global: true };
  }

  async onModuleInit(): Promise<void> {
    await Promise.all([this.app.initialize(), this.engine.initialize()]);
    await assertTenant(this.app, this.config);
    const pending = await pendingMigrations(this.app);
    if (pending.length > 0) {
      throw new WrongDatabaseError(
        `The database "${this.config.database.name}" lacks ${pending.length} migration(s). Run "npm run migrate".`,
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.app, this.engine].filter((pool) => pool.isInitialized).map((pool) => pool.destroy()));
  }
}
