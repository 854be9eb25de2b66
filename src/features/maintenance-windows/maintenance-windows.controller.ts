import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import {
  changesOf,
  CreateMaintenanceWindowBody,
  draftOf,
  MaintenanceWindowAnswer,
  MaintenanceWindowsAnswer,
  UpdateMaintenanceWindowBody,
  windowResource,
} from './maintenance-windows.dto.js';
import { MaintenanceWindowsService } from './maintenance-windows.service.js';

/** On both tenants. The permissions are the contract's; every role of on-call that responds to pages may write cases. */
@ApiTags('Case Management')
@Controller('api/v2/maintenance_windows')
export class MaintenanceWindowsController {
  constructor(private readonly windows: MaintenanceWindowsService) {}

  @Get()
  @Requires('cases_read')
  @ApiOperation({ operationId: 'ListMaintenanceWindows', summary: 'All maintenance windows, by their begin' })
  @ApiOkResponse({ type: MaintenanceWindowsAnswer })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor): Promise<MaintenanceWindowsAnswer> {
    return { data: (await this.windows.list(actor)).map(windowResource) };
  }

  @Post()
  @Requires('cases_write')
  @ApiOperation({ operationId: 'CreateMaintenanceWindow', summary: 'Create a maintenance window' })
  @ApiCreatedResponse({ type: MaintenanceWindowAnswer })
  @Errors(400, 401, 403, 409, 413, 415, 429)
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateMaintenanceWindowBody,
  ): Promise<MaintenanceWindowAnswer> {
    return { data: windowResource(await this.windows.create(actor, draftOf(body))) };
  }

  @Put(':maintenance_window_id')
  @Requires('cases_write')
  @ApiOperation({ operationId: 'UpdateMaintenanceWindow', summary: 'Change what is named of a maintenance window' })
  @ApiOkResponse({ type: MaintenanceWindowAnswer })
  @Errors(400, 401, 403, 404, 413, 415, 429)
  async update(
    @CurrentActor() actor: Actor,
    @IdParam('maintenance_window_id') id: string,
    @Body() body: UpdateMaintenanceWindowBody,
  ): Promise<MaintenanceWindowAnswer> {
    return { data: windowResource(await this.windows.update(actor, id, changesOf(body))) };
  }

  @Delete(':maintenance_window_id')
  @HttpCode(204)
  @Requires('cases_write')
  @ApiOperation({
    operationId: 'DeleteMaintenanceWindow',
    summary: 'Delete a maintenance window: what it holds goes on',
  })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  remove(@CurrentActor() actor: Actor, @IdParam('maintenance_window_id') id: string): Promise<void> {
    return this.windows.remove(actor, id);
  }
}
