import type { ScheduleId, TeamId, UserId } from '../../kernel/index.js';
import type { LayerDefinition, ScheduleDefinition } from './schedule-definition.js';
import type { TimeRestriction, Weekday } from './weekly-span.js';

/** A restriction as it is kept and answered. */
export interface RestrictionJson {
  readonly start_day: Weekday;
  readonly start_time: string;
  readonly end_day: Weekday;
  readonly end_time: string;
}

/** A layer as `LAYERS_OF_S` builds it; times are texts in UTC that Temporal reads. */
export interface LayerJson {
  readonly id: string;
  readonly name: string;
  readonly effective_date: string;
  readonly end_date: string | null;
  readonly rotation_start: string;
  readonly interval_days: number;
  readonly interval_seconds: number;
  readonly time_zone: string | null;
  readonly restrictions: readonly RestrictionJson[];
  readonly turn_offset: number;
  readonly members: readonly (UserId | null)[];
}

export interface ScheduleRow {
  readonly id: ScheduleId;
  readonly name: string;
  readonly time_zone: string;
  readonly layers: readonly LayerJson[];
  readonly team_ids: readonly TeamId[];
}

/**
 * SQL expression: the layers of the row `s` of schedules with their members, as JSON. Layers by schedule_layers_order,
 * members by schedule_members_pk.
 * @param member SQL of the user id that stands for the member `m`
 */
export function layersOfS(member = 'm.user_id'): string {
  return `(select coalesce(json_agg(json_build_object(
             'id', l.id, 'name', l.name, 'effective_date', l.effective_date, 'end_date', l.end_date,
             'rotation_start', l.rotation_start, 'interval_days', l.interval_days,
             'interval_seconds', l.interval_seconds, 'time_zone', l.time_zone, 'restrictions', l.restrictions,
             'turn_offset', l.turn_offset,
             'members', (select coalesce(json_agg(${member} order by m.number), '[]')
                           from schedule_members m
                          where m.org_id = l.org_id and m.layer_id = l.id)) order by l.position), '[]')
            from schedule_layers l
           where l.org_id = s.org_id and l.schedule_id = s.id)`;
}

export function definitionOf(row: ScheduleRow): ScheduleDefinition {
  const { id, name, time_zone: timeZone, team_ids: teamIds, layers } = row;
  return { id, name, timeZone, teamIds, layers: layers.map(layerOf) };
}

export function layerOf(layer: LayerJson): LayerDefinition {
  const { id, name, end_date: endDate, time_zone: timeZone } = layer;
  return {
    id,
    name,
    effectiveDate: Temporal.Instant.from(layer.effective_date),
    ...(endDate === null ? {} : { endDate: Temporal.Instant.from(endDate) }),
    rotationStart: Temporal.Instant.from(layer.rotation_start),
    interval: { days: layer.interval_days, seconds: layer.interval_seconds },
    ...(timeZone === null ? {} : { timeZone }),
    restrictions: layer.restrictions.map(restrictionOf),
    turnOffset: layer.turn_offset,
    members: layer.members.map((userId) => userId ?? undefined),
  };
}

function restrictionOf(json: RestrictionJson): TimeRestriction {
  return { startDay: json.start_day, startTime: json.start_time, endDay: json.end_day, endTime: json.end_time };
}

export function restrictionJson(restriction: TimeRestriction): RestrictionJson {
  const { startDay, startTime, endDay, endTime } = restriction;
  return { start_day: startDay, start_time: startTime, end_day: endDay, end_time: endTime };
}
