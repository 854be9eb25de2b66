import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PUBLIC_REASON, REQUIRED_PERMISSION } from './permissions.js';

export interface DeclaredRoute {
  readonly handler: string;
  readonly permission?: string;
  readonly publicReason?: string;
}

/** Default deny: a handler that declares neither a permission nor why it is public stops the start. */
@Injectable()
export class DeclaredRoutes implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  list(): DeclaredRoute[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (metatype === null || typeof metatype !== 'function') return [];
      const prototype = (instance === undefined ? metatype.prototype : Object.getPrototypeOf(instance)) as object;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = (prototype as Record<string, unknown>)[name];
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
        const permission = this.reflector.get<string | undefined>(REQUIRED_PERMISSION, handler as () => void);
        const publicReason = this.reflector.get<string | undefined>(PUBLIC_REASON, handler as () => void);
        return [
          {
            handler: `${metatype.name}.${name}`,
            ...(permission === undefined ? {} : { permission }),
            ...(publicReason === undefined ? {} : { publicReason }),
          },
        ];
      });
    });
  }

  onApplicationBootstrap(): void {
    const bare = this.list().filter((route) => route.permission === undefined && route.publicReason === undefined);
    if (bare.length > 0) {
      const names = bare.map((route) => route.handler).join(', ');
      throw new Error(`These routes declare neither a permission nor why they are public: ${names}`);
    }
  }
}
