import { randomUUIDv7 } from 'node:crypto';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type OrgId = Id<'organization'>;
export type UserId = Id<'user'>;
export type TeamId = Id<'team'>;
export type CaseId = Id<'case'>;
export type ProjectId = Id<'project'>;
export type PolicyId = Id<'escalation policy'>;
export type ScheduleId = Id<'schedule'>;

/** Any 8-4-4-4-12 form: real clients use ids without an RFC 4122 version (contract/NOTES.md §9). */
const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID_FORM.test(text);
}

/** A new UUIDv7 (RFC 9562): made by the application, so that a replayed statement cannot create twice. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says whose id it is
export function newId<T extends string = string>(): T {
  return randomUUIDv7() as T;
}
