import { isDeepStrictEqual } from 'node:util';

/** The members of an OpenAPI 3.0 document that merging and its rules read. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly tags?: readonly { readonly name: string }[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
}

export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
  readonly 'x-tenants'?: readonly string[];
}

interface TenantDocument {
  readonly tenant: string;
  readonly document: OpenApi;
}

/**
 * One document of all tenants: paths, schemas and tags sorted, `x-tenants` on each operation. Throws when two tenants
 * mean different things by the same operation or the same schema name.
 */
export function mergeDocuments(documents: readonly TenantDocument[]): OpenApi {
  const [first] = documents;
  if (first === undefined) throw new Error('there is no tenant');
  const paths = new Map<string, Map<string, Operation>>();
  for (const { tenant, document } of documents) {
    for (const [path, methods] of Object.entries(document.paths)) {
      const known = paths.get(path) ?? new Map<string, Operation>();
      paths.set(path, known);
      for (const [method, operation] of Object.entries(methods)) {
        known.set(method, withTenant(known.get(method), operation, tenant, `${method} ${path}`));
      }
    }
  }
  const operations = [...paths.values()].flatMap((methods) => [...methods.values()]);
  const tags = [...new Set(operations.flatMap((operation) => operation.tags ?? []))].sort();
  return {
    openapi: first.document.openapi,
    info: { ...first.document.info, title: 'Case Management and On-Call' },
    tags: tags.map((name) => ({ name })),
    paths: sorted([...paths].map(([path, methods]) => [path, Object.fromEntries(methods)])),
    components: mergeComponents(documents),
  };
}

function withTenant(known: Operation | undefined, operation: Operation, tenant: string, name: string): Operation {
  if (known === undefined) return { ...operation, 'x-tenants': [tenant] };
  const { 'x-tenants': tenants = [], ...plain } = known;
  if (!isDeepStrictEqual(plain, operation)) throw new Error(`${name}: the tenants document it differently`);
  return { ...known, 'x-tenants': [...tenants, tenant].sort() };
}

function mergeComponents(documents: readonly TenantDocument[]): OpenApi['components'] {
  const merged = new Map<string, Map<string, unknown>>();
  for (const { document } of documents) {
    for (const [kind, members] of Object.entries(document.components)) {
      const known = merged.get(kind) ?? new Map<string, unknown>();
      merged.set(kind, known);
      for (const [name, member] of Object.entries(members)) {
        if (known.has(name) && !isDeepStrictEqual(known.get(name), member)) {
          throw new Error(`${kind}/${name}: two classes have this name and differ`);
        }
        known.set(name, member);
      }
    }
  }
  return sorted([...merged].map(([kind, members]) => [kind, sorted([...members])]));
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What every authenticated operation can answer, whatever it does. */
const ALWAYS = ['400', '401', '403', '429'];
/** An API key alone proves nobody: what takes only that refuses a wrong one with 403, as recorded. */
const OF_API_KEY = ALWAYS.filter((status) => status !== '401');

/** The rules of our own: each operation has its own id, a tag, a success, and documents its errors. */
export function mistakesOf(document: OpenApi): string[] {
  const seen = new Map<string, string>();
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const name = `${method} ${path}`;
      const id = operation.operationId ?? '';
      const twin = seen.get(id);
      seen.set(id, name);
      const statuses = Object.keys(operation.responses);
      const needed = [
        ...alwaysOf(operation),
        ...(operation.security !== undefined && path.includes('{') ? ['404'] : []),
      ].filter((status) => !statuses.includes(status));
      return [
        ...(/^[A-Z][A-Za-z]+$/.test(id) ? [] : [`${name}: needs an operationId in PascalCase, and has "${id}"`]),
        ...(twin === undefined ? [] : [`${name}: has the operationId ${id} of ${twin}`]),
        ...repeated(operation.parameters ?? []).map((parameter) => `${name}: documents ${parameter} twice`),
        ...((operation.tags ?? []).length > 0 ? [] : [`${name}: has no tag`]),
        ...(statuses.some((status) => status.startsWith('2')) ? [] : [`${name}: documents no success`]),
        ...(needed.length === 0 ? [] : [`${name}: does not document ${needed.join(', ')}`]),
        ...(operation.security === undefined && path.startsWith('/api/')
          ? [`${name}: documents no credentials; is it public?`]
          : []),
      ];
    }),
  );
}

function alwaysOf({ security }: Operation): readonly string[] {
  if (security === undefined) return [];
  // `security: []` says that the operation is public on purpose; what it has no part in, it does not refuse
  if (security.length === 0) return ['429'];
  return security.every((scheme) => isDeepStrictEqual(Object.keys(scheme), ['apiKeyAuth'])) ? OF_API_KEY : ALWAYS;
}

/** Names of headers are the same in capitals. */
function repeated(parameters: readonly Parameter[]): string[] {
  const names = parameters.map(
    ({ in: place, name }) => `the ${place} ${place === 'header' ? name.toLowerCase() : name}`,
  );
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
