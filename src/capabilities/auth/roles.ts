import { PERMISSIONS, type Permission } from '../../kernel/index.js';

export const ROLES = ['admin', 'manager', 'responder', 'observer'] as const;
export type Role = (typeof ROLES)[number];

const READ: readonly Permission[] = ['on_call_read', 'cases_read', 'users_read', 'teams_read'];

/** Which role may do what. `users_read` is what shows names and e-mails of other people. */
const TABLE: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  manager: [...READ, 'on_call_write', 'on_call_respond', 'cases_write', 'cases_shared_settings_write', 'teams_write'],
  responder: [...READ, 'on_call_respond', 'cases_write'],
  observer: ['on_call_read', 'cases_read', 'teams_read'],
};

const SETS = new Map<Role, ReadonlySet<Permission>>(ROLES.map((role) => [role, new Set(TABLE[role])]));

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return SETS.get(role) ?? new Set();
}

/** Whether the permissions cover everything the role may do: nobody gives away more than they have. */
export function coversRole(permissions: ReadonlySet<Permission>, role: Role): boolean {
  return [...permissionsOf(role)].every((permission) => permissions.has(permission));
}
