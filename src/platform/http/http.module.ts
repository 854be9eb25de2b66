import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { DeclaredRoutes } from './declared-routes.js';
import { ErrorFilter } from './error.filter.js';
import { KnownParameters } from './known-parameters.js';
import { PermissionGuard } from './permissions.js';
import { RouteTable } from './route-table.js';
import { RequestValidation } from './validation.js';

@Module({
  imports: [DiscoveryModule],
  providers: [
    RouteTable,
    DeclaredRoutes,
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_GUARD, useClass: PermissionGuard },
    { provide: APP_GUARD, useClass: KnownParameters },
    { provide: APP_PIPE, useClass: RequestValidation },
  ],
  exports: [RouteTable, DeclaredRoutes],
})
export class HttpModule {}
