import { epochNs, epochSeconds, type EpochNs, type ZoneClock } from './zone-clock.js';

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

/** Half-open. */
export interface NsSpan {
  readonly start: EpochNs;
  readonly end: EpochNs;
}

const DAY = 86_400;
const WEEK = 7 * DAY;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/**
 * When the restrictions are open between two moments: spans in order that neither touch nor overlap. All of it when there
 * is no restriction. A wall time that a change of the clocks skips is the later one.
 */
export function openSpans(restrictions: readonly TimeRestriction[], clock: ZoneClock, within: NsSpan): NsSpan[] {
  if (restrictions.length === 0) return [within];
  const walls = restrictions.map(wallSpan);
  const spans: NsSpan[] = [];
  // a span that began a week before may reach in; one week more on both sides for changes of the clocks
  const last = mondayBefore(clock.wallAt(epochSeconds(within.end))) + WEEK;
  for (let monday = mondayBefore(clock.wallAt(epochSeconds(within.start))) - 2 * WEEK; monday <= last; monday += WEEK) {
    for (const wall of walls) spans.push(...cut(spanOf(wall, monday, clock), within));
  }
  return joined(spans);
}

/** Whether the restrictions are open at a moment; without any they always are. */
export function isOpenAt(restrictions: readonly TimeRestriction[], clock: ZoneClock, at: EpochNs): boolean {
  if (restrictions.length === 0) return true;
  const monday = mondayBefore(clock.wallAt(epochSeconds(at)));
  return restrictions.some((restriction) => {
    const wall = wallSpan(restriction);
    return [-2, -1, 0, 1].some((weeks) => {
      const { start, end } = spanOf(wall, monday + weeks * WEEK, clock);
      return start <= at && at < end;
    });
  });
}

/**
 * The first moment from `at` on at which the restrictions are open. There always is one: a span has at least a second in
 * every week in which no clock changes in it.
 */
export function nextOpeningAt(restrictions: readonly TimeRestriction[], clock: ZoneClock, at: EpochNs): EpochNs {
  if (restrictions.length === 0) return at;
  const walls = restrictions.map(wallSpan);
  for (let monday = mondayBefore(clock.wallAt(epochSeconds(at))) - 2 * WEEK; ; monday += WEEK) {
    // two weeks at once: where a clock goes forward over midnight, the first span of the second may come first
    const [first] = [monday, monday + WEEK]
      .flatMap((week) => walls.map((wall) => spanOf(wall, week, clock)))
      .filter(({ start, end }) => start < end && at < end)
      .sort((a, b) => (a.start < b.start ? -1 : 1));
    if (first !== undefined) return first.start < at ? at : first.start;
  }
}

/** Seconds on the wall from Monday 00:00. */
interface WallSpan {
  readonly start: number;
  readonly end: number;
}

function wallSpan({ startDay, startTime, endDay, endTime }: TimeRestriction): WallSpan {
  const start = WEEKDAYS.indexOf(startDay) * DAY + secondsOf(startTime);
  const end = WEEKDAYS.indexOf(endDay) * DAY + secondsOf(endTime);
  return { start, end: end > start ? end : end + WEEK };
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

function spanOf(wall: WallSpan, monday: number, clock: ZoneClock): NsSpan {
  return {
    start: epochNs(clock.momentOf(monday + wall.start)),
    end: epochNs(clock.momentOf(monday + wall.end)),
  };
}

function mondayBefore(wall: number): number {
  return Math.floor((wall - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY;
}

function joined(spans: readonly NsSpan[]): NsSpan[] {
  const result: NsSpan[] = [];
  for (const span of [...spans].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { ...last, end: span.end };
  }
  return result;
}

/** The part of a span that lies in another one, if any. */
function cut(span: NsSpan, within: NsSpan): NsSpan[] {
  const start = span.start < within.start ? within.start : span.start;
  const end = span.end > within.end ? within.end : span.end;
  return start < end ? [{ start, end }] : [];
}
