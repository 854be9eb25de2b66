/**
 * RFC 3339 with microseconds and a numeric offset, `2026-11-24T06:10:04.123456+00:00`: how users, teams and keys show
 * their times (contract/NOTES.md §2).
 */
export function offsetTime(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 6 }).replace('Z', '+00:00');
}
