import { applyDecorators, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ForbiddenError, UnauthenticatedError, type Permission } from '../../kernel/index.js';

export const REQUIRED_PERMISSION = 'required permission';
export const PUBLIC_REASON = 'public reason';

/** The permission that a route needs. Every route has this or `@Public`; a route with neither stops the start. */
export function Requires(permission: Permission): MethodDecorator {
  return applyDecorators(
    SetMetadata(REQUIRED_PERMISSION, permission),
    ApiSecurity({ apiKeyAuth: [], appKeyAuth: [] }),
    ApiSecurity({ bearerAuth: [] }),
  );
}

/** A route without credentials, and why that is right. */
export function Public(reason: string): MethodDecorator {
  return applyDecorators(SetMetadata(PUBLIC_REASON, reason), RouteConfig({ public: true }));
}

@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    if (this.reflector.get<string | undefined>(PUBLIC_REASON, handler) !== undefined) return true;
    const permission = this.reflector.get<Permission | undefined>(REQUIRED_PERMISSION, handler);
    if (permission === undefined) throw new ForbiddenError('This route declares no permission.');
    const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
    if (actor === undefined) throw new UnauthenticatedError('No credentials.');
    if (!actor.permissions.has(permission)) {
      throw new ForbiddenError(`This needs the permission ${permission}.`);
    }
    return true;
  }
}
