import { common, united, type NsSpan } from './ns-span.js';
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

const DAY = 86_400;
const WEEK = 7 * DAY;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/**
 * When time restrictions are open; without any always. A wall time that a change of the clocks skips is the later one, so
 * a span may be empty in a week in which the clocks go forward.
 */
export class WeeklySpans {
  private readonly walls: readonly WallSpan[];

  constructor(
    restrictions: readonly TimeRestriction[],
    private readonly clock: ZoneClock,
  ) {
    this.walls = restrictions.map(wallSpan);
  }

  covers(at: EpochNs): boolean {
    if (this.walls.length === 0) return true;
    const monday = this.mondayBefore(at);
    // a span that began a week before may reach in; one week more on both sides for changes of the clocks
    return [-2, -1, 0, 1].some((weeks) =>
      this.spansOf(monday + weeks * WEEK).some(({ start, end }) => start <= at && at < end),
    );
  }

  /** In order; they neither touch nor overlap. */
  between(within: NsSpan): NsSpan[] {
    if (this.walls.length === 0) return [within];
    const spans: NsSpan[] = [];
    const last = this.mondayBefore(within.end) + WEEK;
    for (let monday = this.mondayBefore(within.start) - 2 * WEEK; monday <= last; monday += WEEK) {
      spans.push(...this.spansOf(monday));
    }
    return common(united(spans), within);
  }

  /**
   * The first moment from `at` on that is open. There always is one: a span has at least a second in every week in which
   * no clock changes in it.
   */
  nextOpening(at: EpochNs): EpochNs {
    if (this.walls.length === 0) return at;
    for (let monday = this.mondayBefore(at) - 2 * WEEK; ; monday += WEEK) {
      // two weeks at once: where a clock goes forward over midnight, the first span of the second may come first
      const [first] = [...this.spansOf(monday), ...this.spansOf(monday + WEEK)]
        .filter(({ start, end }) => start < end && at < end)
        .sort((a, b) => (a.start < b.start ? -1 : 1));
      if (first !== undefined) return first.start < at ? at : first.start;
    }
  }

  private spansOf(monday: number): NsSpan[] {
    return this.walls.map(({ start, end }) => ({
      start: epochNs(this.clock.momentOf(monday + start)),
      end: epochNs(this.clock.momentOf(monday + end)),
    }));
  }

  private mondayBefore(at: EpochNs): number {
    const wall = this.clock.wallAt(epochSeconds(at));
    return Math.floor((wall - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY;
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
