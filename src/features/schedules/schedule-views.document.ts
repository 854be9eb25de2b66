import type { LayerView, Shift } from './on-call.js';
import { zonedSecond, zonedTime } from './schedule-times.js';
import type { ScheduledShift } from './schedule-views.dto.js';
import { userLinkage } from './schedules.dto.js';

/** The final schedule. Ids are those of the public API: user, start in whole seconds, end. */
export function finalShift(shift: Shift, zone: string): ScheduledShift {
  const { userId, start, end } = shift;
  return {
    type: 'shifts',
    id: `${userId}-${zonedSecond(start, zone)}-${zonedTime(end, zone)}`,
    attributes: { start: zonedTime(start, zone), end: zonedTime(end, zone) },
    relationships: reasonLinkages(shift),
  };
}

/** Who has the shift, and why. */
export function reasonLinkages({ userId, layerId, overrideId }: Shift) {
  return {
    user: userLinkage(userId),
    ...(layerId === undefined ? {} : { layer: { data: { type: 'layers' as const, id: layerId } } }),
    ...(overrideId === undefined
      ? {}
      : { override: { data: { type: 'schedule_overrides' as const, id: overrideId } } }),
  };
}

/** A layer alone. */
export function layerShifts({ layerId, shifts }: LayerView, zone: string): ScheduledShift[] {
  return shifts.map(({ userId, start, end }) => ({
    type: 'shifts',
    id: `${layerId}-${zonedSecond(start, zone)}-${zonedTime(end, zone)}`,
    attributes: { start: zonedTime(start, zone), end: zonedTime(end, zone) },
    relationships: {
      ...(userId === undefined ? {} : { user: userLinkage(userId) }),
      layer: { data: { type: 'layers', id: layerId } },
    },
  }));
}
