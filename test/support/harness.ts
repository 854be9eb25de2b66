import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WakeUp } from '../../src/capabilities/timers/index.js';
import { parseRoles, type TenantConfig } from '../../src/platform/config/index.js';
import { ownerDataSource } from '../../src/platform/database/index.js';
import { createApplication } from '../../src/roles/application.js';
import { configFor } from './config.js';
import { createDatabase, TEST_SEARCH_PATH, type TestDatabase } from './database.js';
import { eventually } from './eventually.js';
import { makeOrganization, type Headers, type TestOrganization } from './organization.js';

export interface HarnessOptions {
  readonly tenant: 'on-call' | 'case-management';
  /** Default `all`. */
  readonly roles?: string;
  /** Environment variables that differ from the tests' own. */
  readonly environment?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: globalThis.Headers;
  /** Parsed JSON, the text when it is none, undefined when there is no body. */
  readonly body: any;
}

export interface RequestOptions {
  readonly headers?: Headers;
  readonly body?: unknown;
}

/** A running tenant on a database of its own, with two organizations: the second must see nothing of the first. */
export class Harness {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly config: TenantConfig,
    readonly url: string,
    readonly database: TestDatabase,
    readonly org: TestOrganization,
    readonly otherOrg: TestOrganization,
  ) {}

  static async start(options: HarnessOptions): Promise<Harness> {
    const database = await createDatabase(options.tenant);
    const over = { DATABASE_SEARCH_PATH: TEST_SEARCH_PATH, ...options.environment };
    const config = configFor(options.tenant, database.name, over);
    const owner = await ownerDataSource(config).initialize();
    const org = await makeOrganization(owner, config.keyHashingSecret, 'acme');
    const otherOrg = await makeOrganization(owner, config.keyHashingSecret, 'other');
    await owner.destroy();
    const app = await createApplication(config, parseRoles(options.roles ?? 'all'));
    await app.listen(0, '127.0.0.1');
    return new Harness(app, config, await app.getUrl(), database, org, otherOrg);
  }

  /** One HTTP request. An object is sent as JSON, a string or Buffer as it is. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const { headers = this.org.adminHeaders, body } = options;
    const raw = typeof body === 'string' || body instanceof Buffer;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : parsed(text) };
  }

  /** Moves the database's clock, wakes the worker and waits until nothing is due. */
  async fastForward(interval: string): Promise<void> {
    await this.database.query('update test_clock.shift set by = by + $1::interval', [interval]);
    await this.settle();
  }

  /** Waits until no timer is due, nothing is to be sent and no event waits. */
  async settle(): Promise<void> {
    const wakeUp = this.app.get(WakeUp);
    await eventually(async () => {
      for (const topic of ['timers', 'notifications', 'messages', 'outbox'] as const) wakeUp.signal(topic);
      const [row] = await this.database.query<{ idle: boolean }>(
        `select not exists (select 1 from timers t where t.due_at <= test_clock.clock_timestamp())
            and not exists (select 1 from notifications n
                             where n.state = 'sending'
                                or n.state = 'pending' and n.next_attempt_at <= test_clock.clock_timestamp())
            and not exists (select 1 from messages m
                             where m.state = 'sending'
                                or m.state = 'pending' and m.next_attempt_at <= test_clock.clock_timestamp())
            and not exists (select 1 from schedule_hand_offs h where h.check_at <= test_clock.clock_timestamp())
            and not exists (select 1 from outbox) as idle`,
      );
      return row?.idle === true;
    }, 20_000);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }
}

export function startHarness(options: HarnessOptions): Promise<Harness> {
  return Harness.start(options);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
