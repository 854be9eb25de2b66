import { randomUUID } from 'node:crypto';
import type { KnownIds, Schema } from './routes.js';

/** A snooze ends within 30 days. */
const A_DAY_MS = 24 * 3600 * 1000;

/**
 * A body that the schema allows and that the organization of `ids` may send. Ids are those of the JSON:API type beside
 * them; texts are the documented example, else words.
 */
export function exampleOf(schema: Schema, ids: KnownIds, name = 'body'): unknown {
  if (name === 'identifier') return ids.teams;
  if (name === 'query' || name === 'filter') return '';
  if (name === 'until') return new Date(Date.now() + A_DAY_MS).toISOString();
  if (EMPTY.has(name)) return [];
  const known = ids[name];
  if (schema.enum !== undefined) return schema.enum.find((each) => PREFERRED.has(each)) ?? schema.enum[0];
  if (schema.properties !== undefined) return objectOf(schema, ids);
  switch (schema.type) {
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => exampleOf(schema.items ?? {}, ids, name));
    case 'integer':
    case 'number':
      return schema.example ?? schema.minimum ?? 1;
    case 'boolean':
      return schema.example ?? false;
    case 'object':
      return {};
    default:
      if (schema.format === 'uuid') return known ?? randomUUID();
      if (schema.format === 'date-time') return schema.example ?? '2030-01-01T00:00:00Z';
      if (schema.format === 'date') return schema.example ?? '2030-01-01';
      return schema.example ?? known ?? 'x'.padEnd(schema.minLength ?? 1, 'x');
  }
}

function objectOf(schema: Schema, ids: KnownIds): object {
  const members = Object.entries(schema.properties ?? {}).filter(
    ([name, each]) =>
      !isFree(each) &&
      !LEFT_OUT.has(name) &&
      !isOptionalId(schema, name) &&
      !isOldForm(schema, name) &&
      !isOfAnotherType(schema, name),
  );
  const made = Object.fromEntries(members.map(([name, each]) => [name, exampleOf(each, ids, name)]));
  const type = made.type;
  if ('id' in made && typeof type === 'string') made.id = ids[type] ?? randomUUID();
  return made;
}

/** Members of JSON:API that are accepted and not read: whatever stands in them is right. */
export function isFree(schema: Schema): boolean {
  return schema.type === 'object' && schema.properties === undefined;
}

/** A create names no id of its own, though it may. */
function isOptionalId(schema: Schema, name: string): boolean {
  return name === 'id' && schema.required?.includes('id') !== true;
}

/** A routing rule names its policy in an action, or in the old form beside it, never both; the last one has no hours. */
function isOldForm({ properties = {} }: Schema, name: string): boolean {
  return 'actions' in properties && OLD_FORM_OR_HOURS.has(name);
}

/** A step’s target is a user, a channel an e-mail, a bulk request no note here: what is of other types is left out. */
function isOfAnotherType({ properties = {} }: Schema, name: string): boolean {
  if ('ack_timeout_minutes' in properties && OF_MESSAGES.has(name)) return true;
  if (name === 'config') return 'schedule' in (properties.config?.properties ?? {});
  if (name === 'message') return 'page_ids' in properties;
  // a page is reassigned to a policy or to a target, never to both
  if (name === 'policy_id') return 'target' in properties;
  return name === 'number' && 'address' in properties;
}

const OLD_FORM_OR_HOURS = new Set(['policy_id', 'urgency', 'time_restriction']);
const OF_MESSAGES = new Set(['channel', 'workspace', 'team', 'tenant', 'handle']);

/** Lists of what this release cannot make yet. */
const EMPTY = new Set(['enabled_custom_case_types']);

/** The word of an enum that this release supports, where it is not the first. */
const PREFERRED = new Set<unknown>(['escalation_policy', 'replace']);

const LEFT_OUT = new Set(['meta', 'links', 'jsonapi', 'included', 'after']);
