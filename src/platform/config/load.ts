import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { emailSettings, phoneSettings } from './delivery-settings.js';
import { ENVIRONMENT, tenantSettings, type TenantSettings } from './schema.js';
import { secretFrom } from './secret-file.js';
import { TenantConfig, type Login } from './tenant-config.js';
import { withoutPaths } from './without-paths.js';

export const DEFAULT_TENANT = 'case-management';

/** Every mistake of the configuration at once. The text names settings and rules, never a value of a secret. */
export class ConfigurationError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`The configuration has ${mistakes.length} mistake(s):\n${mistakes.map((text) => `  - ${text}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

type Tree = Record<string, unknown>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `tenants.yaml`, then the overlay file named by `CONFIG_FILE`, then the environment; each wins over the one
 * before. The tenant is `TENANT_NAME`, default `case-management`. Throws `ConfigurationError` with all mistakes.
 */
export function loadTenantConfig(environment: Environment, tenantsFile: string): TenantConfig {
  const tenants = readTree(tenantsFile);
  const name = environment.TENANT_NAME ?? DEFAULT_TENANT;
  const known = Object.keys(tenants).sort();
  if (!Object.hasOwn(tenants, name)) {
    throw new ConfigurationError([`TENANT_NAME "${name}" is unknown; known tenants: ${known.join(', ')}`]);
  }
  const overlayFile = environment.CONFIG_FILE;
  const overlay = overlayFile === undefined || overlayFile === '' ? {} : readTree(overlayFile);
  const merged = merge(merge(asTree(tenants[name]), overlay), fromEnvironment(environment));

  const result = tenantSettings.safeParse(merged);
  const mistakes = unknownOverlayKeys(overlayFile, overlay);
  if (result.success) return build(name, result.data, mistakes);
  mistakes.push(...result.error.issues.flatMap(describe));
  throw new ConfigurationError([...mistakes, ...mistakesOfTheRest(name, merged, result.error.issues)]);
}

/** What is wrong beside settings that are malformed themselves: a person wants to hear of all of it at once. */
function mistakesOfTheRest(name: string, merged: Tree, issues: readonly z.core.$ZodIssue[]): string[] {
  const malformed = issues.flatMap(pathsOf);
  const rest = tenantSettings.safeParse(withoutPaths(merged, malformed));
  if (!rest.success) return [];
  try {
    build(name, rest.data, []);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // A setting that was left out here is not missing.
    const leftOut = malformed.map((path) => path.join('.'));
    return error.mistakes.filter((text) => !leftOut.includes(text.split(/: | /, 1)[0] ?? ''));
  }
}

function pathsOf(issue: z.core.$ZodIssue): (readonly PropertyKey[])[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...issue.path, key]);
  return [issue.path];
}

function build(name: string, settings: TenantSettings, mistakes: string[]): TenantConfig {
  const { statuses, default_status: start, final_status: final } = settings;
  if (new Set(statuses).size !== statuses.length) mistakes.push('statuses: names a status twice');
  if (!statuses.includes(start)) mistakes.push(`default_status: "${start}" is not one of statuses`);
  if (!statuses.includes(final)) mistakes.push(`final_status: "${final}" is not one of statuses`);
  if (start === final) mistakes.push('final_status: must differ from default_status');
  if (settings.work_type === 'PAGE' && statuses.length !== 3) {
    mistakes.push('statuses: work_type PAGE needs exactly three, for triggered, acknowledged and resolved');
  }
  const { database } = settings;
  const tlsCa = secretFrom(database.tls_ca_file, 'database.tls_ca_file', mistakes);
  const owner = login(database.owner, 'database.owner', mistakes);
  const app = login(database.app, 'database.app', mistakes);
  const engine = login(database.engine, 'database.engine', mistakes);
  if (app === undefined) mistakes.push('database.app.user: is required (DATABASE_APP_USER)');
  if (engine === undefined) mistakes.push('database.engine.user: is required (DATABASE_ENGINE_USER)');
  if (database.migrate_on_start && owner === undefined) {
    mistakes.push('database.owner.user: is required when database.migrate_on_start is true (DATABASE_OWNER_USER)');
  }
  const keyHashingSecret =
    secretFrom(settings.auth.key_hashing_secret_file, 'auth.key_hashing_secret_file', mistakes) ??
    settings.auth.key_hashing_secret;
  if (keyHashingSecret === undefined) {
    mistakes.push('auth.key_hashing_secret: is required (KEY_HASHING_SECRET or KEY_HASHING_SECRET_FILE)');
  } else if (keyHashingSecret.length < 32) {
    mistakes.push('auth.key_hashing_secret_file: must hold at least 32 characters');
  }
  const { notifications } = settings;
  if (notifications.channels.includes('webhook')) {
    if (notifications.webhook_url === undefined) {
      mistakes.push('notifications.webhook_url: is required by the channel webhook (WEBHOOK_URL)');
    }
    if (notifications.webhook_secrets.length === 0) {
      mistakes.push('notifications.webhook_secrets: needs at least one for the channel webhook (WEBHOOK_SECRETS)');
    }
  }
  const { slack_url, teams_url, workflow_url, secrets } = settings.route_actions;
  if ((slack_url ?? teams_url ?? workflow_url) !== undefined && secrets.length === 0) {
    mistakes.push('route_actions.secrets: needs at least one for the receivers (ROUTE_ACTION_SECRETS)');
  }
  const email = emailSettings(settings.email, mistakes);
  if (notifications.channels.includes('email') && settings.email.host === undefined) {
    mistakes.push('email.host: is required by the channel email (SMTP_HOST)');
  }
  const phone = phoneSettings(settings.phone, settings.http.public_url, mistakes);
  if (settings.relay.lease_ms < settings.relay.heartbeat_ms * 2) {
    mistakes.push('relay.lease_ms: must be at least twice relay.heartbeat_ms');
  }
  if (mistakes.length > 0 || app === undefined || engine === undefined || keyHashingSecret === undefined) {
    throw new ConfigurationError(mistakes);
  }
  return new TenantConfig({
    name,
    displayName: settings.display_name,
    caseType: settings.case_type,
    workType: settings.work_type,
    workflow: { start, middle: statuses.filter((status) => status !== start && status !== final), final },
    http: settings.http,
    database: {
      ...withoutLogins(database),
      name: database.name ?? (name === DEFAULT_TENANT ? name : `case-management-${name.replaceAll('-', '')}`),
      ...(owner === undefined ? {} : { owner }),
      app,
      engine,
      ...(tlsCa === undefined ? {} : { tlsCa }),
    },
    keyHashingSecret,
    search: settings.search,
    events: {
      ...settings.events,
      topic:
        settings.events.topic ??
        (name === DEFAULT_TENANT ? 'domain-events' : `domain-events-${name.replaceAll('-', '')}`),
    },
    notifications,
    route_actions: settings.route_actions,
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    worker: settings.worker,
    relay: settings.relay,
    logging: settings.logging,
    demo: settings.demo,
  });
}

function withoutLogins(
  database: TenantSettings['database'],
): Omit<TenantSettings['database'], 'owner' | 'app' | 'engine'> {
  const { owner, app, engine, ...rest } = database;
  return rest;
}

function login(settings: TenantSettings['database']['owner'], path: string, mistakes: string[]): Login | undefined {
  if (settings.user === undefined) return undefined;
  const password = secretFrom(settings.password_file, `${path}.password_file`, mistakes) ?? settings.password;
  return { user: settings.user, password: password ?? '' };
}

function readTree(file: string): Tree {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError([`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`]);
  }
  try {
    const tree: unknown = parse(text) ?? {};
    if (!isTree(tree)) throw new ConfigurationError([`${file}: must be a mapping`]);
    return tree;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError([`${file}: is not YAML: ${(error as Error).message.split('\n')[0] ?? ''}`]);
  }
}

/** The overlay may change how a tenant runs, not which mistakes are ignored: every key must be a setting. */
function unknownOverlayKeys(file: string | undefined, overlay: Tree): string[] {
  const allowed = new Set(Object.keys(tenantSettings.shape));
  return Object.keys(overlay)
    .filter((key) => !allowed.has(key))
    .map((key) => `${key}: is not a setting (in ${file ?? 'the overlay'})`);
}

function fromEnvironment(environment: Environment): Tree {
  const tree: Tree = {};
  for (const [variable, path] of Object.entries(ENVIRONMENT)) {
    const value = environment[variable];
    if (value === undefined || value === '') continue;
    const parts = path.split('.');
    const leaf = parts.pop() ?? path;
    let node = tree;
    for (const part of parts) node = (node[part] ??= {}) as Tree;
    node[leaf] = value;
  }
  return tree;
}

function merge(base: Tree, over: Tree): Tree {
  const merged: Tree = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return merged;
}

function asTree(value: unknown): Tree {
  return isTree(value) ? value : {};
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  const variable = Object.entries(ENVIRONMENT).find(([, setting]) => setting === path)?.[0];
  const named = variable === undefined ? path : `${path} (${variable})`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${path === '' ? key : `${path}.${key}`}: is not a setting`);
  }
  return [`${named}: ${issue.message}`];
}
