import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { monotonicMs, UnauthenticatedError, type OrgId, type Permission, type UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { hashKey, isKey, type KeyKind } from './key.js';
import { KeysRepository, type FoundApplicationKey, type FoundKey } from './keys.repository.js';
import { permissionsOf } from './roles.js';

export interface Credentials {
  readonly apiKey?: string;
  readonly applicationKey?: string;
  readonly bearer?: string;
}

export interface Identity {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly permissions: ReadonlySet<Permission>;
  readonly keyId: string;
}

/** A revoked or expired key, or a changed role, is seen by every process within this time. */
const CACHE_MS = 5_000;
const CACHE_ENTRIES = 10_000;
const MARK_USED_MS = 30_000;

/**
 * Turns credentials into an identity: `DD-API-KEY` with `DD-APPLICATION-KEY` of the same organization, or the
 * application key alone as `Authorization: Bearer`.
 */
@Injectable()
export class Authenticator implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Authenticator.name);
  private readonly cache = new Map<string, { readonly until: number; readonly found: Promise<FoundKey | undefined> }>();
  private readonly used = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: TenantConfig,
    private readonly keys: KeysRepository,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flushUsed(), MARK_USED_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.flushUsed();
  }

  /** Throws `UnauthenticatedError` that says what is missing, never which part of a wrong pair was wrong. */
  async authenticate(credentials: Credentials): Promise<Identity> {
    const { apiKey, applicationKey, bearer } = credentials;
    if (bearer !== undefined) return this.identity(await this.lookUp('application', bearer));
    if (apiKey === undefined) throw new UnauthenticatedError('API key required (header DD-API-KEY).');
    if (applicationKey === undefined) {
      throw new UnauthenticatedError('Application key required (header DD-APPLICATION-KEY).');
    }
    const [api, application] = await Promise.all([
      this.lookUp('api', apiKey),
      this.lookUp('application', applicationKey),
    ]);
    if (api === undefined || api.org_id !== application?.org_id) throw refused();
    this.used.add(api.id);
    return this.identity(application);
  }

  /** Whether the text is an API key that is in force. */
  async isApiKey(text: string): Promise<boolean> {
    const key = await this.lookUp('api', text);
    if (key === undefined) return false;
    this.used.add(key.id);
    return true;
  }

  private identity(key: FoundKey | undefined): Identity {
    if (key === undefined) throw refused();
    const { id, org_id: orgId, user_id: userId, role } = key as FoundApplicationKey;
    this.used.add(id);
    return { orgId, userId, permissions: permissionsOf(role), keyId: id };
  }

  private async lookUp(kind: KeyKind, text: string): Promise<FoundKey | undefined> {
    if (!isKey(kind, text)) return undefined;
    const hmac = hashKey(this.config.keyHashingSecret, text);
    const name = hmac.toString('base64');
    const time = monotonicMs();
    const cached = this.cache.get(name);
    if (cached !== undefined && cached.until > time) return live(await cached.found);
    const found = kind === 'api' ? this.keys.findApiKey(hmac) : this.keys.findApplicationKey(hmac);
    this.remember(name, time + CACHE_MS, found);
    return live(await found);
  }

  private remember(name: string, until: number, found: Promise<FoundKey | undefined>): void {
    this.cache.delete(name);
    this.cache.set(name, { until, found });
    found.catch(() => this.cache.delete(name));
    if (this.cache.size <= CACHE_ENTRIES) return;
    const oldest = this.cache.keys().next().value;
    if (oldest !== undefined) this.cache.delete(oldest);
  }

  private async flushUsed(): Promise<void> {
    if (this.used.size === 0) return;
    const ids = [...this.used];
    this.used.clear();
    try {
      await this.keys.markUsed(ids);
    } catch (error) {
      this.logger.warn({ err: error }, 'the time of last use of some keys was not noted');
    }
  }
}

function live(key: FoundKey | undefined): FoundKey | undefined {
  return key?.live === true ? key : undefined;
}

function refused(): UnauthenticatedError {
  return new UnauthenticatedError('The keys are not valid: unknown, expired, revoked, or not of one organization.');
}
