import { z } from 'zod';
import { ENVIRONMENT, tenantSettings } from '../../src/platform/config/schema.ts';
import type { GeneratedFile } from './generated.ts';

/** The members of JSON Schema that this file reads. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Setting {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** The schema of `config/tenants.yaml`, for editors, and the table of all settings, for operators. */
export function configuration(): GeneratedFile[] {
  const tenant = z.toJSONSchema(tenantSettings, { io: 'input', unrepresentable: 'any' });
  const { $schema, ...shape } = tenant;
  const schema = {
    $schema,
    title: 'config/tenants.yaml',
    description: 'Each key is a TENANT_NAME.',
    type: 'object',
    additionalProperties: shape,
  };
  return [
    { path: 'config/schema.json', text: `${JSON.stringify(schema, null, 2)}\n` },
    { path: 'docs/configuration.md', text: page(settingsOf(shape as Schema)) },
  ];
}

function settingsOf(schema: Schema, prefix = ''): Setting[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = `${prefix}${name}`;
    if (member.properties !== undefined) return settingsOf(member, `${path}.`);
    return [{ path, schema: member, isRequired: schema.required?.includes(name) === true }];
  });
}

function page(settings: readonly Setting[]): string {
  const variables = new Map(Object.entries(ENVIRONMENT).map(([variable, path]) => [path, variable]));
  const rows = settings.map(({ path, schema, isRequired }) => {
    const variable = variables.get(path);
    const cells = [
      `\`${path}\``,
      variable === undefined ? '' : `\`${variable}\``,
      typeOf(schema),
      isRequired ? 'required' : defaultOf(path),
      schema.description ?? '',
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return `<!-- Generated from src/platform/config/schema.ts by npm run generate. -->

# Configuration

A process reads \`config/tenants.yaml\`, then the file that \`CONFIG_FILE\` names, then its environment; each wins over the
one before. It stops with every mistake at once. Lists in the environment are written with commas. In the environment an
empty variable counts as not set. \`config/schema.json\` is the schema of \`config/tenants.yaml\` for editors.

Beside the settings, the environment holds:

| variable | meaning |
| --- | --- |
| \`TENANT_NAME\` | the tenant that the process serves: a key of \`config/tenants.yaml\`; default \`case-management\` |
| \`CONFIG_FILE\` | a YAML file with settings of the datacenter and environment, in the form of one tenant |
| \`ROLES\` | what the process runs when no argument says so: \`api\`, \`event-relay\`, \`worker\`, several with commas, or \`all\`; default \`api\` |

## Settings

| setting | variable | value | default | meaning |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf !== undefined) {
    const list = schema.anyOf.find((choice) => choice.type === 'array');
    return list === undefined ? 'true or false' : typeOf(list);
  }
  if (schema.type === 'array') return schema.items?.enum === undefined ? 'list' : `list of ${typeOf(schema.items)}`;
  if (schema.minimum !== undefined || schema.maximum !== undefined) {
    return `${schema.minimum ?? ''} to ${schema.maximum ?? ''}`;
  }
  return schema.format === 'uri' ? 'URL' : 'text';
}

/** The defaults as a process sees them: what the smallest tenant gets. */
const DEFAULTS: unknown = tenantSettings.parse({
  display_name: 'smallest',
  case_type: 'SMALLEST',
  statuses: ['OPEN', 'CLOSED'],
  default_status: 'OPEN',
  final_status: 'CLOSED',
  work_type: 'CASE',
});

function defaultOf(path: string): string {
  const value = path.split('.').reduce((node, name) => (isTree(node) ? node[name] : undefined), DEFAULTS);
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${[value].flat().map(String).join(',')}\``;
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
