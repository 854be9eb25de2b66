import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { MaintenanceWindows } from './maintenance-windows.js';
import { MaintenanceWindowsController } from './maintenance-windows.controller.js';
import { MaintenanceWindowsRepository } from './maintenance-windows.repository.js';
import { MaintenanceWindowsService } from './maintenance-windows.service.js';
import { WindowQueries } from './window-queries.js';

/** What other features need of maintenance windows; no routes, so that every role may import it. */
@Module({ providers: [MaintenanceWindows, WindowQueries], exports: [MaintenanceWindows, WindowQueries] })
export class MaintenanceWindowsModule {}

/** The routes under `/api/v2/maintenance_windows`, for the role api. `HeldPages` comes from the tenant that has pages. */
@Module({
  imports: [AuditModule, MaintenanceWindowsModule],
  controllers: [MaintenanceWindowsController],
  providers: [MaintenanceWindowsService, MaintenanceWindowsRepository],
})
export class MaintenanceWindowsApiModule {}
