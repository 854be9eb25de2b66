import type { UserId } from '../../kernel/index.js';
import type { LayerDefinition, ScheduleDefinition } from './schedule-definition.js';
import type { ScheduleOverride, Span } from './schedule-override.js';
import { memberAt, turnAt, turnStart } from './turns.js';
import { openSpans } from './weekly-span.js';
import { ZoneClock } from './zone-clock.js';

export type SchedulePosition = 'previous' | 'current' | 'next';
export const POSITIONS: readonly SchedulePosition[] = ['previous', 'current', 'next'];

/** What is needed to say who is on call. People who are disabled stand in it as nobody. */
export interface StaffedSchedule extends Pick<ScheduleDefinition, 'timeZone' | 'layers'> {
  readonly overrides: readonly Pick<ScheduleOverride, 'id' | 'userId' | 'replacedUserId' | 'start' | 'end'>[];
}

/** A time without a break in which one person is on call for one reason. */
export interface Shift extends Span {
  readonly userId: UserId;
  /** Whose turn put them there; absent when an override put them over all layers. */
  readonly layerId?: string;
  /** Number of that turn in its layer. */
  readonly turn?: number;
  readonly overrideId?: string;
}

/** Who is on call between two moments, in order: the uppermost layer that has somebody wins, and overrides over it. */
export function shiftsBetween(schedule: StaffedSchedule, within: Span): Shift[] {
  if (!isBefore(within.start, within.end)) return [];
  const layers = schedule.layers.map((layer) => layerShifts(layer, schedule.timeZone, within));
  const overrides = schedule.overrides.filter(
    (each) => isBefore(each.start, within.end) && isBefore(within.start, each.end),
  );
  const shifts: Shift[] = [];
  const next = layers.map(() => 0);
  for (const span of pieces([...layers.flat(), ...overrides], within)) {
    const now = overrides.filter((each) => covers(each, span.start));
    const turns = layers.flatMap((each, index) => {
      let place = next[index] ?? 0;
      while (isOver(each[place], span.start)) place += 1;
      next[index] = place;
      const shift = each[place];
      return shift !== undefined && covers(shift, span.start) ? [shift] : [];
    });
    const fact = onCall(turns, now);
    if (fact !== undefined) append(shifts, { ...fact, ...span });
  }
  return shifts;
}

type Fact = Omit<Shift, 'start' | 'end'>;

/** @param turns of the layers that have somebody at the moment, the upper first */
function onCall(turns: readonly Shift[], overrides: StaffedSchedule['overrides']): Fact | undefined {
  const added = overrides.find((each) => each.replacedUserId === undefined);
  if (added?.userId !== undefined) return { userId: added.userId, overrideId: added.id };
  for (const { start: _start, end: _end, ...turn } of turns) {
    const override = overrides.find((each) => each.replacedUserId === turn.userId);
    if (override === undefined) return turn;
    if (override.userId !== undefined) return { ...turn, userId: override.userId, overrideId: override.id };
  }
  return undefined;
}

/** The turns of one layer in which there is somebody, cut by its dates and restrictions. */
function layerShifts(layer: LayerDefinition, scheduleZone: string, within: Span): Shift[] {
  const rotation = { ...layer, timeZone: layer.timeZone ?? scheduleZone };
  const start = later(within.start, layer.effectiveDate);
  const end = layer.endDate === undefined ? within.end : earlier(within.end, layer.endDate);
  if (layer.members.length === 0 || !isBefore(start, end)) return [];
  const shifts: Shift[] = [];
  let turn = turnAt(rotation, start);
  let begins = start;
  while (isBefore(begins, end)) {
    const ends = earlier(turnStart(rotation, turn + 1), end);
    const userId = memberAt(rotation, turn);
    if (userId !== undefined) {
      const span = { start: begins.epochNanoseconds, end: ends.epochNanoseconds };
      for (const open of openSpans(layer.restrictions, new ZoneClock(rotation.timeZone, span), span)) {
        const from = Temporal.Instant.fromEpochNanoseconds(open.start);
        const to = Temporal.Instant.fromEpochNanoseconds(open.end);
        shifts.push({ start: from, end: to, userId, layerId: layer.id, turn });
      }
    }
    begins = ends;
    turn += 1;
  }
  return shifts;
}

/** The spans between all moments at which something may change. */
function pieces(spans: readonly Span[], within: Span): Span[] {
  const inside = spans.flatMap(({ start, end }) => [start, end]);
  const moments = [within.start, ...inside.map((each) => earlier(later(each, within.start), within.end)), within.end];
  const sorted = moments.sort((a, b) => Temporal.Instant.compare(a, b));
  return sorted.slice(1).flatMap((end, index) => {
    const start = sorted[index];
    return start === undefined || !isBefore(start, end) ? [] : [{ start, end }];
  });
}

function append(shifts: Shift[], shift: Shift): void {
  const last = shifts.at(-1);
  if (last !== undefined && last.end.equals(shift.start) && sameReason(last, shift)) {
    shifts[shifts.length - 1] = { ...last, end: shift.end };
  } else {
    shifts.push(shift);
  }
}

function sameReason(a: Shift, b: Shift): boolean {
  return a.userId === b.userId && a.overrideId === b.overrideId && sameTurn(a, b);
}

function sameTurn(a: Shift, b: Shift): boolean {
  return a.layerId === b.layerId && a.turn === b.turn;
}

/** How far on both sides of a moment the previous and next shift are looked for, in hours: the last is 1,000 days. */
const REACHES = [48, 32 * 24, 1000 * 24];

/** The shift at, before or after a moment. Parts of one turn are one shift: the next one is of the next turn. */
export function shiftAt(
  schedule: StaffedSchedule,
  position: SchedulePosition,
  at: Temporal.Instant,
): Shift | undefined {
  for (const hours of REACHES) {
    const within = { start: at.subtract({ hours }), end: at.add({ hours }) };
    const shifts = shiftsBetween(schedule, within);
    const found = pick(shifts, position, at);
    const isWhole = found !== undefined && isBefore(within.start, found.start) && isBefore(found.end, within.end);
    if (isWhole || hours === REACHES.at(-1)) return found;
    if (position === 'current' && found === undefined) return undefined;
  }
  return undefined;
}

function pick(shifts: readonly Shift[], position: SchedulePosition, at: Temporal.Instant): Shift | undefined {
  const current = shifts.find((shift) => covers(shift, at));
  const isOther = (shift: Shift) => current === undefined || !sameReason(shift, current);
  switch (position) {
    case 'current':
      return current;
    case 'next':
      return shifts.find((shift) => isBefore(at, shift.start) && isOther(shift));
    case 'previous':
      return shifts.findLast((shift) => !isBefore(at, shift.end) && isOther(shift));
  }
}

function isOver(shift: Shift | undefined, at: Temporal.Instant): boolean {
  return shift !== undefined && !isBefore(at, shift.end);
}

function covers({ start, end }: Span, at: Temporal.Instant): boolean {
  return !isBefore(at, start) && isBefore(at, end);
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return isBefore(a, b) ? a : b;
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return isBefore(a, b) ? b : a;
}
