export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** One continuous span of every week, in a zone that is given beside it. One that ends before it starts goes over Sunday. */
export interface TimeRestriction {
  readonly startDay: Weekday;
  /** `HH:MM:SS` */
  readonly startTime: string;
  readonly endDay: Weekday;
  readonly endTime: string;
}

interface Span {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/**
 * When the restrictions are open between two moments: spans in order that neither touch nor overlap. All of it when there
 * is no restriction. A wall time that a change of the clocks skips is the later one.
 */
export function openSpans(restrictions: readonly TimeRestriction[], zone: string, within: Span): Span[] {
  if (restrictions.length === 0) return [within];
  const last = within.end.toZonedDateTimeISO(zone).toPlainDate();
  const spans: Span[] = [];
  // a span that began a week before may reach in
  let monday = mondayOf(within.start.toZonedDateTimeISO(zone).toPlainDate()).subtract({ weeks: 1 });
  for (; Temporal.PlainDate.compare(monday, last) <= 0; monday = monday.add({ weeks: 1 })) {
    for (const restriction of restrictions) spans.push(spanOf(restriction, monday, zone));
  }
  return joined(spans).flatMap((span) => cut(span, within));
}

function spanOf(
  { startDay, startTime, endDay, endTime }: TimeRestriction,
  monday: Temporal.PlainDate,
  zone: string,
): Span {
  const startDate = monday.add({ days: WEEKDAYS.indexOf(startDay) });
  const endDate = monday.add({ days: WEEKDAYS.indexOf(endDay) });
  const order = Temporal.PlainDate.compare(startDate, endDate) || (startTime < endTime ? -1 : 1);
  return {
    start: at(startDate, startTime, zone),
    end: at(order < 0 ? endDate : endDate.add({ weeks: 1 }), endTime, zone),
  };
}

function at(date: Temporal.PlainDate, time: string, timeZone: string): Temporal.Instant {
  return date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).toInstant();
}

function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 });
}

function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => Temporal.Instant.compare(a.start, b.start))) {
    const last = result.at(-1);
    if (last === undefined || Temporal.Instant.compare(span.start, last.end) > 0) result.push(span);
    else if (Temporal.Instant.compare(span.end, last.end) > 0) result[result.length - 1] = { ...last, end: span.end };
  }
  return result;
}

/** The part of a span that lies in another one, if any. */
function cut(span: Span, within: Span): Span[] {
  const start = Temporal.Instant.compare(span.start, within.start) < 0 ? within.start : span.start;
  const end = Temporal.Instant.compare(span.end, within.end) > 0 ? within.end : span.end;
  return Temporal.Instant.compare(start, end) < 0 ? [{ start, end }] : [];
}
