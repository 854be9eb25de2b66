import { randomUUID } from 'node:crypto';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { DeclaredRoutes } from '../../src/platform/http/index.js';
import type { Harness } from './harness.js';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly nullable?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly description?: string;
  readonly example?: unknown;
}

export interface Parameter {
  readonly in: 'query' | 'path' | 'header';
  readonly name: string;
  readonly description?: string;
  readonly schema: Schema;
}

/** One handler of the running application, with what it declares and what the OpenAPI document says of it. */
export interface Route {
  /** `PagesController.get` */
  readonly handler: string;
  readonly method: string;
  /** As in the document: `/api/v2/users/{user_id}`. */
  readonly path: string;
  readonly permission?: string;
  readonly publicReason?: string;
  /** Absent for routes left out of the document. */
  readonly operationId?: string;
  readonly parameters: readonly Parameter[];
  /** Schema of the body, references resolved; undefined when the operation has none. */
  readonly body?: Schema;
}

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** Every route that the process serves: read from its controllers, never from a list made by hand. */
export function routesOf({ app }: Harness): Route[] {
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const declared = new Map(
    app
      .get(DeclaredRoutes, { strict: false })
      .list()
      .map((route) => [route.handler, route]),
  );
  const scanner = app.get(MetadataScanner, { strict: false });
  const controllers = app.get(DiscoveryService, { strict: false }).getControllers();
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((name): Route[] => {
      const handler = prototype[name];
      if (handler === undefined || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const path = joined(Reflect.getMetadata(PATH_METADATA, metatype), Reflect.getMetadata(PATH_METADATA, handler));
      const methods = document.paths[path] as Record<string, Operation> | undefined;
      const operation = methods?.[method.toLowerCase()];
      const body = Object.values(operation?.requestBody?.content ?? {})[0]?.schema;
      return [
        {
          ...declared.get(`${metatype.name}.${name}`),
          handler: `${metatype.name}.${name}`,
          method,
          path,
          parameters: operation?.parameters ?? [],
          ...(operation?.operationId === undefined ? {} : { operationId: operation.operationId }),
          ...(body === undefined ? {} : { body: resolved(body, schemas) }),
        },
      ];
    });
  });
}

function joined(...parts: unknown[]): string {
  const path = parts.flatMap((part) => String(part).split('/')).filter((part) => part !== '');
  return `/${path.map((part) => part.replace(/^:(.*)$/, '{$1}')).join('/')}`;
}

function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  const target = schema.$ref === undefined ? undefined : schemas[schema.$ref.split('/').at(-1) ?? ''];
  const parts = [...(target === undefined ? [] : [target]), ...(schema.allOf ?? [])].map((each) =>
    resolved(each, schemas),
  );
  const { $ref: _ref, allOf: _allOf, ...rest } = schema;
  const whole: Schema = Object.assign({}, ...parts, rest) as Schema;
  const { properties, items } = whole;
  return {
    ...whole,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, each]) => [name, resolved(each, schemas)]),
          ),
        }),
    ...(items === undefined ? {} : { items: resolved(items, schemas) }),
  };
}

/** Whether errors under the path are plain sentences (contract/NOTES.md §9). */
export function answersPlainErrors(path: string): boolean {
  return /^\/api\/(v2\/(users|user_invitations|team)(\/|$|\?)|v1\/)/.test(path);
}

/** Ids of existing things, by the name of a path parameter (`page_id`) and by JSON:API type (`users`). */
export type KnownIds = Readonly<Record<string, string>>;

/** The path with its parameters filled in: from `ids`, else with an id that nothing has. */
export function pathOf(route: Route, ids: KnownIds): string {
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? randomUUID()));
}

export function pathParameters(route: Route): string[] {
  return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

export function titleOf(route: Route): string {
  return `${route.method} ${route.path}`;
}
