import type { OrgId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';

/** A person as others render them. */
export interface DirectoryUser {
  readonly id: UserId;
  /** Empty when nobody gave one. */
  readonly name: string;
  readonly email: string;
  readonly handle: string;
  /** Not disabled. */
  readonly active: boolean;
}

/**
 * Port: names of people by id, to render what is kept as ids only (DESIGN §4.12). An answer may be some seconds old,
 * so nothing may be decided on it: `UsersReader` is for that. Who may see the names is the caller's question
 * (`mayReadPerson`).
 */
export abstract class UserDirectory {
  /** The users found, by id; unknown ids and those of another organization are missing. Call it outside a transaction. */
  abstract find(orgId: OrgId, ids: readonly UserId[]): Promise<ReadonlyMap<string, DirectoryUser>>;

  /** Drops what this process remembers of a user, once `tx` has committed its change. */
  abstract forget(tx: Tx, orgId: OrgId, id: UserId): void;
}
