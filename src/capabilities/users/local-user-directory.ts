import { Injectable } from '@nestjs/common';
import { monotonicMs, type OrgId, type UserId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import type { User } from './user.js';
import { UserDirectory, type DirectoryUser } from './user-directory.js';
import { UsersRepository } from './users.repository.js';

/** A name changed through another process is seen here within this time. */
const CACHE_MS = 10_000;
const CACHE_ENTRIES = 10_000;

/** The directory of the tenant's own users. */
@Injectable()
export class LocalUserDirectory extends UserDirectory {
  private readonly cache = new Map<string, { readonly until: number; readonly user: DirectoryUser }>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
  ) {
    super();
  }

  async find(orgId: OrgId, ids: readonly UserId[]): Promise<ReadonlyMap<string, DirectoryUser>> {
    const now = monotonicMs();
    const found = new Map<string, DirectoryUser>();
    const missing = new Set<UserId>();
    for (const id of ids) {
      const cached = this.cache.get(nameOf(orgId, id));
      if (cached !== undefined && cached.until > now) found.set(id, cached.user);
      else missing.add(id);
    }
    if (missing.size === 0) return found;
    const users = await this.unitOfWork.read(orgId, (tx) => this.users.findMany(tx, orgId, [...missing]));
    for (const user of users) {
      const entry = directoryUser(user);
      found.set(user.id, entry);
      this.remember(nameOf(orgId, user.id), { until: now + CACHE_MS, user: entry });
    }
    return found;
  }

  forget(tx: Tx, orgId: OrgId, id: UserId): void {
    tx.afterCommit(() => this.cache.delete(nameOf(orgId, id)));
  }

  private remember(name: string, entry: { readonly until: number; readonly user: DirectoryUser }): void {
    this.cache.delete(name);
    this.cache.set(name, entry);
    if (this.cache.size <= CACHE_ENTRIES) return;
    const oldest = this.cache.keys().next().value;
    if (oldest !== undefined) this.cache.delete(oldest);
  }
}

function nameOf(orgId: OrgId, id: UserId): string {
  return `${orgId}/${id}`;
}

function directoryUser(user: User): DirectoryUser {
  const { id, name, email, handle, status } = user;
  return { id, name, email, handle, active: status !== 'Disabled' };
}
