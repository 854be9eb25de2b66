import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { CaseMaintenance } from '../cases/index.js';
import { MaintenanceWindows } from './maintenance-windows.js';
import { MaintenanceWindowsController } from './maintenance-windows.controller.js';
import { MaintenanceWindowsRepository } from './maintenance-windows.repository.js';
import { MaintenanceWindowsService } from './maintenance-windows.service.js';
import { WindowQueries } from './window-queries.js';

/** What other features need of maintenance windows; no routes, so that every role may import it. */
@Module({ providers: [MaintenanceWindows, WindowQueries], exports: [MaintenanceWindows, WindowQueries] })
export class MaintenanceWindowsModule {}

/** Tells new cases which window they fall into; on a tenant that has cases. Global: the feature `cases` asks for it. */
@Global()
@Module({
  imports: [MaintenanceWindowsModule],
  providers: [{ provide: CaseMaintenance, useExisting: MaintenanceWindows }],
  exports: [CaseMaintenance],
})
export class CaseMaintenanceModule {}

/** The routes under `/api/v2/maintenance_windows`, for the role api. `HeldPages` comes from the tenant that has pages. */
@Module({
  imports: [AuditModule, MaintenanceWindowsModule],
  controllers: [MaintenanceWindowsController],
  providers: [MaintenanceWindowsService, MaintenanceWindowsRepository],
})
export class MaintenanceWindowsApiModule {}
