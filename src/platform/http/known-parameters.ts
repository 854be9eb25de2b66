import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { InvalidError, type Violation } from '../../kernel/index.js';
import { PUBLIC_REASON } from './permissions.js';

/**
 * A route that reads no query parameters refuses all of them, as a route with a query DTO refuses those it does not
 * know: a misspelt parameter is never ignored. Public routes are left alone; probes and scrapers may add their own.
 */
@Injectable()
export class KnownParameters implements CanActivate {
  private readonly readsQuery = new WeakMap<object, boolean>();

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    if (this.reflector.get<string | undefined>(PUBLIC_REASON, handler) !== undefined) return true;
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const names = Object.keys(query as object);
    if (names.length === 0 || this.reads(context.getClass(), handler)) return true;
    const rule = 'is not a known parameter';
    const violations = names.slice(0, 20).map((field): Violation => ({ in: 'query', field, rule }));
    throw new InvalidError(violations.map(({ field }) => `${field} ${rule}`).join('; '), violations);
  }

  private reads(controller: Type, handler: { readonly name: string }): boolean {
    const known = this.readsQuery.get(handler);
    if (known !== undefined) return known;
    const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) as object | undefined;
    const reads = Object.keys(parameters ?? {}).some((each) => each.startsWith(`${RouteParamtypes.QUERY}:`));
    this.readsQuery.set(handler, reads);
    return reads;
  }
}
