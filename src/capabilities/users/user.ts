import { ConflictError, ForbiddenError, type Actor, type UserId } from '../../kernel/index.js';
import { coversRole, type Role } from '../auth/index.js';

/** `Pending`: created, and never signed in. Pending people are paged like active ones. */
export type UserStatus = 'Active' | 'Pending' | 'Disabled';
export const USER_STATUSES: readonly UserStatus[] = ['Active', 'Pending', 'Disabled'];

export interface User {
  readonly id: UserId;
  readonly handle: string;
  /** Lower case. */
  readonly email: string;
  /** Empty when nobody gave one. */
  readonly name: string;
  readonly title: string | null;
  readonly role: Role;
  readonly status: UserStatus;
  readonly isServiceAccount: boolean;
  readonly isVerified: boolean;
  readonly createdAt: Temporal.Instant;
  readonly modifiedAt: Temporal.Instant;
}

export interface UserChanges {
  readonly name?: string;
  readonly email?: string;
  readonly role?: Role;
  readonly disabled?: boolean;
}

/** One @ with something on both sides, no space. Longer local parts than RFC 5321 allows are real (contract/NOTES.md §9). */
export const EMAIL_FORM = /^[^\s@]+@[^\s@]+$/;
export const EMAIL_MAX = 320;

/** Names and e-mails of others are for those who may read users; everyone may read themselves. */
export function mayReadPerson(actor: Actor, userId: UserId): boolean {
  return actor.userId === userId || actor.permissions.has('users_read');
}

/** Throws `ForbiddenError` when the role can do more than the one who gives it. */
export function assertMayGive(actor: Actor, role: Role): void {
  if (!actor.permissions.has('users_write') || !coversRole(actor.permissions, role)) {
    throw new ForbiddenError(`The role ${role} may do more than you may; only an admin can give it.`);
  }
}

/** The user as it will be. A handle follows the e-mail as long as they are the same. */
export function changed(user: User, changes: UserChanges): User {
  const email = changes.email?.toLowerCase() ?? user.email;
  return {
    ...user,
    email,
    handle: user.handle === user.email ? email : user.handle,
    name: changes.name ?? user.name,
    role: changes.role ?? user.role,
    status: changes.disabled === undefined ? user.status : statusAfter(user, changes.disabled),
  };
}

function statusAfter(user: User, disabled: boolean): UserStatus {
  if (disabled) return 'Disabled';
  return user.isVerified ? 'Active' : 'Pending';
}

/** Throws `ConflictError` when nobody would be left to administer the organization. `admins`: those not disabled. */
export function assertAdminRemains(before: User, after: User, admins: ReadonlySet<UserId>): void {
  if (!admins.has(before.id) || isAdministering(after)) return;
  if (admins.size > 1) return;
  throw new ConflictError('The last active admin of an organization cannot be disabled or get another role.');
}

function isAdministering(user: User): boolean {
  return user.role === 'admin' && user.status !== 'Disabled';
}

export interface UserDifference {
  /** Names of the changed fields; of personal ones this is all that the audit may hold. */
  readonly changed: readonly string[];
  readonly before: object;
  readonly after: object;
}

/** What an update changes, in the form that the audit keeps (DESIGN §4.12); undefined when nothing. */
export function difference(before: User, after: User): UserDifference | undefined {
  const names = (['name', 'email', 'role', 'status'] as const).filter((field) => before[field] !== after[field]);
  if (names.length === 0) return undefined;
  const facts = (user: User) => ({ role: user.role, status: user.status });
  return { changed: names, before: facts(before), after: { ...facts(after), changed: names } };
}
