import { Injectable } from '@nestjs/common';
import {
  Clock,
  ConflictError,
  ForbiddenError,
  newId,
  NotFoundError,
  type Actor,
  type Page,
  type UserId,
} from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { Audit } from '../audit/index.js';
import { expiryAfter, type IssuedKey } from './issued-key.js';
import { IssuedKeysRepository, type KeyQuery } from './issued-keys.repository.js';
import { KeyOwnersRepository } from './key-owners.repository.js';
import { hashKey, last4, newKey, type KeyKind } from './key.js';
import { coversRole } from './roles.js';

export interface KeyRequest {
  readonly name: string;
  /** RFC 3339; a key without it lives until it is revoked. */
  readonly expiresAt?: string;
}

/** A new key with its text, which is shown this once. */
export interface MadeKey {
  readonly key: IssuedKey;
  readonly text: string;
}

/** Keys of an organization: made, listed, revoked. A revoked key is refused by every process within five seconds. */
@Injectable()
export class KeysService {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly keys: IssuedKeysRepository,
    private readonly owners: KeyOwnersRepository,
    private readonly audit: Audit,
  ) {}

  /** An API key names the organization only; it is of no use without an application key. */
  createApiKey(actor: Actor, request: KeyRequest): Promise<MadeKey> {
    return this.unitOfWork.run(actor.orgId, (tx) => this.make(tx, actor, 'api', request, actor.userId));
  }

  /** For `ownerId`, who must be active and may not do more than the one who makes it. */
  createApplicationKey(actor: Actor, request: KeyRequest, ownerId: UserId): Promise<MadeKey> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const owner = await this.owners.lock(tx, actor.orgId, ownerId);
      if (owner === undefined) throw new NotFoundError('user', ownerId);
      if (!owner.isActive)
        throw new ConflictError('The user is disabled; a key for them would not work.', 'user_disabled');
      if (ownerId !== actor.userId && !coversRole(actor.permissions, owner.role)) {
        throw new ForbiddenError('The user may do more than you may; a key for them is not yours to make.');
      }
      if (owner.isPending) {
        await this.owners.activate(tx, actor.orgId, ownerId);
        const change = { before: { status: 'Pending' }, after: { status: 'Active' } };
        await this.audit.record(tx, actor, {
          action: 'user.updated',
          resourceType: 'user',
          resourceId: ownerId,
          ...change,
        });
      }
      return this.make(tx, actor, 'application', request, ownerId);
    });
  }

  /** With `ownerId` only a key of that person is found. */
  get(actor: Actor, kind: KeyKind, id: string, ownerId?: UserId): Promise<IssuedKey> {
    return this.unitOfWork.read(actor.orgId, async (tx) =>
      found(kind, id, await this.keys.find(tx, actor.orgId, kind, id, ownerId)),
    );
  }

  list(actor: Actor, kind: KeyKind, query: KeyQuery): Promise<Page<IssuedKey>> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.keys.list(tx, actor.orgId, kind, query));
  }

  /** With `ownerId` only a key of that person is revoked. */
  revoke(actor: Actor, kind: KeyKind, id: string, ownerId?: UserId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const key = found(kind, id, await this.keys.revoke(tx, actor.orgId, kind, id, ownerId));
      await this.record(tx, actor, 'revoked', key);
    });
  }

  private async make(tx: Tx, actor: Actor, kind: KeyKind, request: KeyRequest, userId: UserId): Promise<MadeKey> {
    const { name, expiresAt } = request;
    const expiry = expiresAt === undefined ? null : expiryAfter(await this.clock.now(tx), expiresAt);
    const text = newKey(kind);
    const hmac = hashKey(this.config.keyHashingSecret, text);
    const facts = { id: newId(), name, hmac, last4: last4(text), userId, expiresAt: expiry };
    const key = await this.keys.insert(tx, actor.orgId, kind, facts);
    await this.record(tx, actor, 'created', key);
    return { key, text };
  }

  private record(tx: Tx, actor: Actor, verb: 'created' | 'revoked', key: IssuedKey): Promise<void> {
    const facts = {
      name: key.name,
      last4: key.last4,
      user_id: key.userId,
      expires_at: key.expiresAt?.toString() ?? null,
    };
    return this.audit.record(tx, actor, {
      action: `${key.kind}_key.${verb}`,
      resourceType: `${key.kind}_key`,
      resourceId: key.id,
      ...(verb === 'created' ? { after: facts } : { before: facts }),
    });
  }
}

const NAMES: Readonly<Record<KeyKind, string>> = { api: 'API key', application: 'application key' };

function found(kind: KeyKind, id: string, key: IssuedKey | undefined): IssuedKey {
  if (key === undefined) throw new NotFoundError(NAMES[kind], id);
  return key;
}
