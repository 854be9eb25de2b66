import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { mayReadPerson, UserDirectory } from '../../capabilities/users/index.js';
import type { Actor, UserId } from '../../kernel/index.js';

/** Names by user id; those that the caller may not read are missing. */
export type Names = ReadonlyMap<string, string>;

@Injectable()
export class PeopleNames {
  constructor(
    private readonly directory: UserDirectory,
    private readonly audit: Audit,
  ) {}

  /** Looks names up for the caller; reading those of others through the resources goes into the audit. */
  async find(
    actor: Actor,
    resourceType: string,
    resourceIds: readonly string[],
    userIds: readonly UserId[],
  ): Promise<Names> {
    const readable = [...new Set(userIds)].filter((id) => mayReadPerson(actor, id));
    if (readable.length === 0) return new Map();
    const others = readable.filter((id) => id !== actor.userId);
    const [people] = await Promise.all([
      this.directory.find(actor.orgId, readable),
      others.length > 0 ? this.audit.recordRead(actor, resourceType, resourceIds, others) : undefined,
    ]);
    return new Map([...people].map(([id, person]) => [id, person.name]));
  }
}
