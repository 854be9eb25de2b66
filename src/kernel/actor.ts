import type { OrgId, UserId } from './ids.js';

export const PERMISSIONS = [
  'on_call_read',
  'on_call_write',
  'on_call_respond',
  'on_call_admin',
  'cases_read',
  'cases_write',
  'cases_shared_settings_write',
  'users_read',
  'users_write',
  'teams_read',
  'teams_write',
  'keys_manage',
  'audit_read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * The way by which a person's request came: the API, the inbox page, the link of an e-mail, a reply to a text message, a
 * key in a call. The inbox says so by itself; it is told, nothing is decided by it.
 */
export type Via = 'api' | 'inbox' | 'link' | 'sms' | 'voice';

/** Who acts: a person by an application key. Passed explicitly to every use case; never read from a global. */
export interface Actor {
  readonly kind: 'user';
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly permissions: ReadonlySet<Permission>;
  readonly requestId: string;
  /** Absent: `api`. */
  readonly via?: Via;
}

/** What acts without a person: the escalation engine, the relay, a migration. */
export interface SystemActor {
  readonly kind: 'system';
  readonly orgId: OrgId;
  readonly name: string;
}

/** The form in which timeline, audit and events keep the actor: ids only, names are rendered on read. */
export interface ActorReference {
  readonly kind: 'user' | 'system';
  readonly id: string;
}

export function actorReference(actor: Actor | SystemActor): ActorReference {
  return actor.kind === 'user' ? { kind: 'user', id: actor.userId } : { kind: 'system', id: actor.name };
}
