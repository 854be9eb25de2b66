import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

/** The public specifications that our answers are held to, as OpenAPI 3.0 documents. */
const FOLDER = new URL('../contract/', import.meta.url);

interface ResponseObject {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly operationId?: string;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: object;
    readonly responses?: Readonly<Record<string, ResponseObject>>;
  };
}

interface Documented {
  readonly document: string;
  readonly responses: ReadonlyMap<string, object | undefined>;
}

const operations = new Map<string, Documented>();
const validators = new Map<string, ValidateFunction>();
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))) {
  const api = parse(readFileSync(new URL(file, FOLDER), 'utf8')) as OpenApi;
  ajv.addSchema(jsonSchema({ components: { schemas: api.components.schemas } }) as object, file);
  for (const operation of Object.values(api.paths).flatMap((methods) => Object.values(methods))) {
    if (operation.operationId === undefined) continue;
    const responses = Object.entries(operation.responses).map(([status, response]) => {
      const named = response.$ref === undefined ? response : api.components.responses?.[nameIn(response.$ref)];
      return [status, Object.values(named?.content ?? {})[0]?.schema] as const;
    });
    operations.set(operation.operationId, { document: file, responses: new Map(responses) });
  }
}

/**
 * Throws unless the contract documents this status for the operation and `body` (parsed JSON; undefined or '' for
 * none) has its shape.
 */
export function expectContract(operationId: string, status: number, body: unknown): void {
  const operation = operations.get(operationId);
  if (operation === undefined) throw new Error(`the contract has no operation ${operationId}`);
  if (!operation.responses.has(String(status))) {
    throw new Error(`the contract has no status ${status} for ${operationId}: ${JSON.stringify(body)}`);
  }
  const schema = operation.responses.get(String(status));
  if (schema === undefined) {
    if (body === undefined || body === '' || body === null) return;
    throw new Error(`${operationId} ${status} has no body in the contract, got ${JSON.stringify(body)}`);
  }
  const validate = validatorOf(`${operationId} ${status}`, operation.document, schema);
  if (validate(body)) return;
  const mistakes = ajv.errorsText(validate.errors, { separator: '\n  ', dataVar: 'body' });
  throw new Error(`${operationId} ${status} breaks the contract:\n  ${mistakes}\n${JSON.stringify(body, null, 1)}`);
}

function validatorOf(name: string, document: string, schema: object): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const made = ajv.compile(jsonSchema(schema, document) as object);
  validators.set(name, made);
  return made;
}

/** OpenAPI 3.0 → JSON Schema: `nullable` becomes a choice, references lead into `document`. */
function jsonSchema(schema: unknown, document = ''): unknown {
  if (Array.isArray(schema)) return schema.map((each) => jsonSchema(each, document));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as Record<string, unknown>;
  const members = Object.entries(rest).map(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [key, `${document}${value}`] : [key, jsonSchema(value, document)],
  );
  const converted = Object.fromEntries(members) as object;
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

function nameIn(reference: string): string {
  return reference.split('/').at(-1) ?? reference;
}
