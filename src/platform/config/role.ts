export const ROLE_NAMES = ['api', 'event-relay', 'worker'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** `api`, `event-relay`, `worker`, several of them with commas, or `all`. Throws a sentence that lists them. */
export function parseRoles(text: string): ReadonlySet<RoleName> {
  if (text === 'all') return new Set(ROLE_NAMES);
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !ROLE_NAMES.some((role) => role === name));
  if (unknown !== undefined) {
    throw new Error(`The role "${unknown}" is unknown; roles: ${ROLE_NAMES.join(', ')}, all.`);
  }
  return new Set(names as RoleName[]);
}
