import { invalidField, type UserId } from '../../kernel/index.js';

/** Most windows of an organization, those that are over included: they are answered as one list. */
export const WINDOWS_MAX = 1_000;

/** A time in which pages that match its query are not escalated, from `startsAt` to just before `endsAt`. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly name: string;
  /** In the query language, over what a page or case is known by when it is made; empty matches everything. */
  readonly query: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly createdBy: UserId;
  /** Who changed it last; absent until then. */
  readonly updatedBy?: UserId;
}

/** A window as a request asks for it. */
export type WindowDraft = Pick<MaintenanceWindow, 'name' | 'query' | 'startsAt' | 'endsAt'>;

/** @throws InvalidError when the window has no time in it */
export function requireOrder({ startsAt, endsAt }: WindowDraft): void {
  if (Temporal.Instant.compare(startsAt, endsAt) >= 0) {
    throw invalidField('/data/attributes/end_at', 'must be after start_at');
  }
}

export function isInForce({ startsAt, endsAt }: WindowDraft, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(startsAt, now) <= 0 && Temporal.Instant.compare(now, endsAt) < 0;
}

/** What differs, by the names of the request. */
export function changedFields(before: WindowDraft, after: WindowDraft): string[] {
  return [
    ...(before.name === after.name ? [] : ['name']),
    ...(before.query === after.query ? [] : ['query']),
    ...(before.startsAt.equals(after.startsAt) ? [] : ['start_at']),
    ...(before.endsAt.equals(after.endsAt) ? [] : ['end_at']),
  ];
}
