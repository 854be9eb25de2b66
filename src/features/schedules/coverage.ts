import type { UserId } from '../../kernel/index.js';
import { layersBetween, shiftsBetween, type StaffedSchedule } from './on-call.js';
import type { ScheduleDefinition } from './schedule-definition.js';
import type { Span } from './schedule-override.js';
import { memberAt } from './turns.js';

/** A turn of a layer, or a part of one, that nobody has: it falls through to the layer below. */
export interface EmptyShift extends Span {
  readonly layerId: string;
  /** Who would have it, were they not disabled; absent when the turn itself is empty. */
  readonly disabledUserId?: UserId;
}

/** Where a schedule leaves nobody on call, and who comes on call in it. */
export interface Coverage extends Span {
  /** Times at which nobody is on call, after all layers and overrides. */
  readonly gaps: readonly Span[];
  /** The uppermost layer first, each in order. */
  readonly emptyShifts: readonly EmptyShift[];
  /** When each person is on call first, in that order; the start of the report for who is on call then. */
  readonly people: readonly { readonly userId: UserId; readonly from: Temporal.Instant }[];
}

/** @param definition with the members as they were asked for; in `schedule` those who are disabled are missing */
export function coverageOf(
  definition: Pick<ScheduleDefinition, 'layers'>,
  schedule: StaffedSchedule,
  within: Span,
): Coverage {
  const shifts = shiftsBetween(schedule, within);
  const people = new Map<UserId, Temporal.Instant>();
  for (const { userId, start } of shifts) if (!people.has(userId)) people.set(userId, start);
  return {
    start: within.start,
    end: within.end,
    gaps: gapsBetween(shifts, within),
    emptyShifts: emptyShifts(definition, schedule, within),
    people: [...people].map(([userId, from]) => ({ userId, from })),
  };
}

function gapsBetween(shifts: readonly Span[], within: Span): Span[] {
  const ends = [within.start, ...shifts.map((shift) => shift.end)];
  const starts = [...shifts.map((shift) => shift.start), within.end];
  return ends.flatMap((start, index) => {
    const end = starts[index];
    return end === undefined || Temporal.Instant.compare(start, end) >= 0 ? [] : [{ start, end }];
  });
}

function emptyShifts({ layers }: Pick<ScheduleDefinition, 'layers'>, schedule: StaffedSchedule, within: Span) {
  const asked = new Map(layers.map((layer) => [layer.id, layer]));
  return layersBetween(schedule, within).flatMap(({ layerId, shifts }) =>
    shifts
      .filter((shift) => shift.userId === undefined)
      .map(({ start, end, turn }): EmptyShift => {
        const layer = asked.get(layerId);
        const disabledUserId = layer && memberAt(layer, turn);
        return { layerId, start, end, ...(disabledUserId === undefined ? {} : { disabledUserId }) };
      }),
  );
}
