/**
 * RFC 3339 with the offset that the zone has at that moment, and as many digits of a second as there are. An offset of
 * nothing is `Z`, as the real service writes it (contract/NOTES.md §2).
 */
export function zonedTime(instant: Temporal.Instant, zone: string): string {
  return written(instant.toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' }));
}

/** As `zonedTime` in whole seconds. */
export function zonedSecond(instant: Temporal.Instant, zone: string): string {
  const second = { timeZoneName: 'never', smallestUnit: 'second', roundingMode: 'floor' } as const;
  return written(instant.toZonedDateTimeISO(zone).toString(second));
}

function written(time: string): string {
  return time.replace(/[+-]00:00$/, 'Z');
}
