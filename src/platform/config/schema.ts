import { z } from 'zod';

const name = z.string().min(1).max(200);
const port = z.coerce.number().int().min(1).max(65_535);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const list = z.union([
  z.array(z.string().min(1)),
  z.string().transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
]);

/** An address alone: what could end a header or begin another address is not part of one. */
const ADDRESS = /^[^\s@<>()",:;\\[\]]+@[^\s@<>()",:;\\[\]]+$/u;

const login = z.strictObject({
  user: name.optional().describe('PostgreSQL login'),
  password: z.string().optional().describe('secret; prefer password_file'),
  password_file: name.optional().describe('file that holds the password, read at start'),
});

const status = z.string().regex(/^[A-Z][A-Z0-9_]{0,49}$/, 'must be upper case letters, digits and _');

/** One tenant: the form of `config/tenants.yaml`, of the overlay file (`CONFIG_FILE`) and of the result. */
export const tenantSettings = z.strictObject({
  display_name: name.describe('name shown to people'),
  api_target: name.optional().describe('host:port under which other services reach this tenant'),
  case_type: z.string().min(1).max(50).describe('name of the tenant’s case type'),
  statuses: z.array(status).min(2).max(20).describe('every status of the workflow, in any order'),
  default_status: status.describe('the status a new case starts in'),
  final_status: status.describe('the status that closes a case'),
  work_type: z.enum(['CASE', 'PAGE']).describe('PAGE adds paging and escalation to cases'),
  http: z
    .strictObject({
      host: name.default('0.0.0.0'),
      port: port.default(6481),
      public_url: z.url().optional().describe('address that people use; written into notifications'),
      body_limit_bytes: count(1024, 16_777_216).default(1_048_576),
      rate_limit_per_minute: count(1, 10_000_000).default(600_000).describe('requests per key and minute'),
    })
    .prefault({}),
  database: z
    .strictObject({
      host: name.default('127.0.0.1'),
      port: port.default(5432),
      name: name.optional().describe('database; default: case-management, or case-management-<tenant>'),
      owner: login.prefault({}).describe('migrates; only the migrate command needs it'),
      app: login.prefault({}).describe('serves requests under row-level security'),
      engine: login.prefault({}).describe('group writer, timers, sender and relay'),
      pool_size: count(2, 200).default(10).describe('connections of each of the two pools'),
      tls: z.enum(['disable', 'require', 'verify-full']).default('disable'),
      tls_ca_file: name.optional().describe('PEM bundle; needed by verify-full with a private authority'),
      statement_timeout_ms: count(100, 600_000).default(10_000),
      lock_timeout_ms: count(50, 600_000).default(5_000),
      idle_in_transaction_timeout_ms: count(100, 600_000).default(15_000),
      connect_timeout_ms: count(100, 60_000).default(5_000),
      search_path: z.string().optional().describe('tests only: schemas that shadow the clock'),
      migrate_on_start: flag.default(false),
    })
    .prefault({}),
  auth: z
    .strictObject({
      key_hashing_secret: z.string().min(32).optional().describe('secret; HMAC key of stored API keys'),
      key_hashing_secret_file: name.optional(),
    })
    .prefault({}),
  search: z
    .strictObject({
      adapter: z.enum(['postgres']).default('postgres'),
      cluster: name.optional(),
      index: name.default('cases'),
    })
    .prefault({}),
  events: z
    .strictObject({
      publisher: z.enum(['local']).default('local'),
      topic: name.optional(),
    })
    .prefault({}),
  notifications: z
    .strictObject({
      channels: list
        .pipe(z.array(z.enum(['inbox', 'log', 'webhook', 'email'])).min(1))
        .prefault(['inbox', 'log'])
        .describe('in order: when one gives up, the next is tried; email goes to the account’s address'),
      max_attempts: count(1, 20).default(5).describe('tries on one channel before the next'),
      per_person_per_minute: count(1, 10_000).default(30).describe('above it, notifications wait their turn'),
      bundle_seconds: count(0, 600)
        .default(30)
        .describe('repeats to one person by e-mail, SMS or voice within this time become one message'),
      open_pages_per_service: count(1, 100_000)
        .default(100)
        .describe('notifications of pages beyond so many open ones of their service go in common messages'),
      webhook_url: z.url().optional(),
      webhook_secrets: list.default([]).describe('secret; Standard Webhooks secrets (whsec_…), all of them sign'),
      webhook_allowed_private_hosts: list
        .default([])
        .describe('host or host:port in private ranges that may be called'),
      reply_valid_minutes: count(1, 10_080)
        .default(1_440)
        .describe('how long links in e-mails and reply codes of text messages act'),
    })
    .prefault({}),
  route_actions: z
    .strictObject({
      slack_url: z.url().optional().describe('receives what routing rules send to Slack, as a signed webhook'),
      teams_url: z.url().optional().describe('as slack_url, for Microsoft Teams'),
      workflow_url: z.url().optional().describe('as slack_url, for the workflows that rules run'),
      secrets: list.default([]).describe('secret; Standard Webhooks secrets (whsec_…), all of them sign'),
      allowed_private_hosts: list.default([]).describe('host or host:port in private ranges that may be called'),
    })
    .prefault({}),
  email: z
    .strictObject({
      host: name.optional().describe('mail server (SMTP); without it no e-mail is sent'),
      port: port.default(587),
      tls: z
        .enum(['starttls', 'implicit', 'none'])
        .default('starttls')
        .describe('starttls: refused where the server has none; none: without a user only'),
      tls_ca_file: name.optional().describe('PEM bundle of a private authority'),
      user: name.optional(),
      password: z.string().optional().describe('secret; prefer password_file'),
      password_file: name.optional().describe('file that holds the password, read at start'),
      from: z.string().max(254).regex(ADDRESS, 'must be a bare e-mail address').optional().describe('sender’s address'),
      timeout_ms: count(100, 20_000).default(10_000).describe('for one message as a whole'),
      connections: count(1, 50).default(5).describe('kept open to the mail server by each worker'),
    })
    .prefault({}),
  phone: z
    .strictObject({
      base_url: z
        .url({ protocol: /^https?$/ })
        .default('https://api.twilio.com')
        .describe('provider of text messages and calls, in the form of Twilio’s API'),
      account_sid: z
        .string()
        .regex(/^[\w-]{1,64}$/, 'must be letters, digits, _ and -')
        .optional()
        .describe('without it nobody is texted or called'),
      auth_token: z.string().min(16).optional().describe('secret; prefer auth_token_file'),
      auth_token_file: name.optional().describe('file that holds the token, read at start'),
      from_number: z
        .string()
        .regex(/^\+[1-9]\d{6,14}$/, 'must be a number in the form of E.164: +17039389548')
        .optional()
        .describe('number that texts and calls'),
      allowed_private_hosts: list.default([]).describe('host or host:port in private ranges that may be called'),
      timeout_ms: count(100, 20_000).default(10_000).describe('for one call of the provider'),
    })
    .prefault({}),
  worker: z
    .strictObject({
      poll_ms: count(10, 500).default(250),
      batch_size: count(1, 50).default(50),
      audit_seconds: count(1, 300).default(15).describe('how often the engine is looked after'),
      heartbeat_url: z.url().optional().describe('called by POST while the engine works; its silence is the alarm'),
      heartbeat_seconds: count(60, 86_400).default(60).describe('from one call to the next'),
      heartbeat_allowed_private_hosts: list
        .default([])
        .describe('host or host:port in private ranges that may be called'),
    })
    .prefault({}),
  relay: z
    .strictObject({
      poll_ms: count(10, 2_000).default(100),
      batch_size: count(1, 5_000).default(500),
      heartbeat_ms: count(50, 10_000).default(2_000),
      lease_ms: count(200, 60_000).default(8_000),
    })
    .prefault({}),
  logging: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    })
    .prefault({}),
  demo: z
    .strictObject({
      data: flag.default(false).describe('makes a demo organization at start'),
      api_key: z.string().optional().describe('secret'),
      application_key: z.string().optional().describe('secret'),
    })
    .prefault({}),
});

export type TenantSettings = z.infer<typeof tenantSettings>;

/** Environment variable → setting. An environment variable wins over the overlay file and `tenants.yaml`. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  LISTEN_HOST: 'http.host',
  PORT: 'http.port',
  PUBLIC_URL: 'http.public_url',
  HTTP_BODY_LIMIT_BYTES: 'http.body_limit_bytes',
  RATE_LIMIT_PER_MINUTE: 'http.rate_limit_per_minute',
  DATABASE_HOST: 'database.host',
  DATABASE_PORT: 'database.port',
  DATABASE_NAME: 'database.name',
  DATABASE_OWNER_USER: 'database.owner.user',
  DATABASE_OWNER_PASSWORD: 'database.owner.password',
  DATABASE_OWNER_PASSWORD_FILE: 'database.owner.password_file',
  DATABASE_APP_USER: 'database.app.user',
  DATABASE_APP_PASSWORD: 'database.app.password',
  DATABASE_APP_PASSWORD_FILE: 'database.app.password_file',
  DATABASE_ENGINE_USER: 'database.engine.user',
  DATABASE_ENGINE_PASSWORD: 'database.engine.password',
  DATABASE_ENGINE_PASSWORD_FILE: 'database.engine.password_file',
  DATABASE_POOL_SIZE: 'database.pool_size',
  DATABASE_TLS: 'database.tls',
  DATABASE_TLS_CA_FILE: 'database.tls_ca_file',
  DATABASE_STATEMENT_TIMEOUT_MS: 'database.statement_timeout_ms',
  DATABASE_LOCK_TIMEOUT_MS: 'database.lock_timeout_ms',
  DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS: 'database.idle_in_transaction_timeout_ms',
  DATABASE_CONNECT_TIMEOUT_MS: 'database.connect_timeout_ms',
  DATABASE_SEARCH_PATH: 'database.search_path',
  MIGRATE_ON_START: 'database.migrate_on_start',
  KEY_HASHING_SECRET: 'auth.key_hashing_secret',
  KEY_HASHING_SECRET_FILE: 'auth.key_hashing_secret_file',
  NOTIFICATION_CHANNELS: 'notifications.channels',
  NOTIFICATION_MAX_ATTEMPTS: 'notifications.max_attempts',
  NOTIFICATIONS_PER_PERSON_PER_MINUTE: 'notifications.per_person_per_minute',
  NOTIFICATIONS_OPEN_PAGES_PER_SERVICE: 'notifications.open_pages_per_service',
  NOTIFICATION_BUNDLE_SECONDS: 'notifications.bundle_seconds',
  WEBHOOK_URL: 'notifications.webhook_url',
  WEBHOOK_SECRETS: 'notifications.webhook_secrets',
  WEBHOOK_ALLOWED_PRIVATE_HOSTS: 'notifications.webhook_allowed_private_hosts',
  REPLY_VALID_MINUTES: 'notifications.reply_valid_minutes',
  ROUTE_ACTION_SLACK_URL: 'route_actions.slack_url',
  ROUTE_ACTION_TEAMS_URL: 'route_actions.teams_url',
  ROUTE_ACTION_WORKFLOW_URL: 'route_actions.workflow_url',
  ROUTE_ACTION_SECRETS: 'route_actions.secrets',
  ROUTE_ACTION_ALLOWED_PRIVATE_HOSTS: 'route_actions.allowed_private_hosts',
  SMTP_HOST: 'email.host',
  SMTP_PORT: 'email.port',
  SMTP_TLS: 'email.tls',
  SMTP_TLS_CA_FILE: 'email.tls_ca_file',
  SMTP_USER: 'email.user',
  SMTP_PASSWORD: 'email.password',
  SMTP_PASSWORD_FILE: 'email.password_file',
  SMTP_TIMEOUT_MS: 'email.timeout_ms',
  SMTP_CONNECTIONS: 'email.connections',
  EMAIL_FROM: 'email.from',
  PHONE_BASE_URL: 'phone.base_url',
  PHONE_ACCOUNT_SID: 'phone.account_sid',
  PHONE_AUTH_TOKEN: 'phone.auth_token',
  PHONE_AUTH_TOKEN_FILE: 'phone.auth_token_file',
  PHONE_FROM_NUMBER: 'phone.from_number',
  PHONE_ALLOWED_PRIVATE_HOSTS: 'phone.allowed_private_hosts',
  PHONE_TIMEOUT_MS: 'phone.timeout_ms',
  WORKER_POLL_MS: 'worker.poll_ms',
  WORKER_BATCH_SIZE: 'worker.batch_size',
  WORKER_AUDIT_SECONDS: 'worker.audit_seconds',
  HEARTBEAT_URL: 'worker.heartbeat_url',
  HEARTBEAT_SECONDS: 'worker.heartbeat_seconds',
  HEARTBEAT_ALLOWED_PRIVATE_HOSTS: 'worker.heartbeat_allowed_private_hosts',
  RELAY_POLL_MS: 'relay.poll_ms',
  RELAY_BATCH_SIZE: 'relay.batch_size',
  RELAY_HEARTBEAT_MS: 'relay.heartbeat_ms',
  RELAY_LEASE_MS: 'relay.lease_ms',
  LOG_LEVEL: 'logging.level',
  DEMO_DATA: 'demo.data',
  DEMO_API_KEY: 'demo.api_key',
  DEMO_APPLICATION_KEY: 'demo.application_key',
};
