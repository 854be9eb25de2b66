import {
  InvalidError,
  invalidField,
  type ScheduleId,
  type TeamId,
  type UserId,
  type Violation,
} from '../../kernel/index.js';
import type { TimeRestriction } from './weekly-span.js';

/** A schedule as it was asked for: what the operations answer and the calculator computes from. */
export interface ScheduleDefinition {
  readonly id: ScheduleId;
  readonly name: string;
  readonly timeZone: string;
  /** The teams it belongs to; without meaning for who is on call. */
  readonly teamIds: readonly TeamId[];
  /** The first wins over those after it. */
  readonly layers: readonly LayerDefinition[];
}

export interface LayerDefinition extends Rotation {
  readonly id: string;
  readonly name: string;
  readonly effectiveDate: Temporal.Instant;
  readonly endDate?: Temporal.Instant;
  readonly restrictions: readonly TimeRestriction[];
  /** Turn n belongs to the member at (n + turnOffset) modulo their number; below that number. */
  readonly turnOffset: number;
}

/** Who takes turns, and how long one is. */
export interface Rotation {
  readonly rotationStart: Temporal.Instant;
  readonly interval: { readonly days: number; readonly seconds: number };
  /** That of the schedule when absent. */
  readonly timeZone?: string;
  /** In the order of their turns; undefined: nobody has this turn. */
  readonly members: readonly (UserId | undefined)[];
}

export type LayerDraft = Omit<LayerDefinition, 'id' | 'turnOffset'> & {
  /** Of a layer that the schedule already has; without it the layer is new. */
  readonly id?: string;
};

/** A schedule as a request asks for it, ids not yet given. */
export type ScheduleDraft = Omit<ScheduleDefinition, 'id' | 'layers'> & { readonly layers: readonly LayerDraft[] };

/** What of a draft's people and teams exists in the organization; a person counts only while active. */
export interface Existing {
  readonly activeUsers: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
}

const LAYERS = '/data/attributes/layers';
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/**
 * The schedule that a draft makes. A layer that names its id keeps it, wherever it moved; all others are new.
 * @param known layers that the schedule has so far; none for a new one
 * @param offsetOf turn offset of a layer, given the one that it replaces
 * @throws InvalidError when an id is not of this schedule, or is used twice
 */
export function composed(
  id: ScheduleId,
  draft: ScheduleDraft,
  known: readonly LayerDefinition[],
  makeId: () => string,
  offsetOf: (after: LayerDraft, before: LayerDefinition) => number,
): ScheduleDefinition {
  const free = new Map(known.map((layer) => [layer.id, layer]));
  const layers = draft.layers.map((layer, index): LayerDefinition => {
    if (layer.id === undefined) return { ...layer, id: makeId(), turnOffset: 0 };
    const before = free.get(layer.id);
    if (before === undefined) {
      throw invalidField(`${LAYERS}/${index}/id`, 'is not a layer of this schedule, or is used twice');
    }
    free.delete(layer.id);
    return { ...layer, id: layer.id, turnOffset: offsetOf(layer, before) };
  });
  return { ...draft, id, layers };
}

/** @throws InvalidError that points at everything that could never be: spans without length, turns under an hour */
export function requireSound(draft: ScheduleDraft): void {
  refuse(draft.layers.flatMap((layer, index) => unsound(layer, `${LAYERS}/${index}`)));
}

function unsound(layer: LayerDraft, pointer: string): Violation[] {
  const { interval, effectiveDate, endDate, restrictions } = layer;
  return [
    ...(interval.days * DAY_SECONDS + interval.seconds >= HOUR_SECONDS
      ? []
      : [violation(`${pointer}/interval`, 'must be at least one hour, days and seconds together')]),
    ...(endDate === undefined || Temporal.Instant.compare(effectiveDate, endDate) < 0
      ? []
      : [violation(`${pointer}/end_date`, 'must be after effective_date')]),
    ...restrictions.flatMap(({ startDay, startTime, endDay, endTime }, index) =>
      startDay !== endDay || startTime !== endTime
        ? []
        : [violation(`${pointer}/restrictions/${index}`, 'must end at another time of the week than it starts')],
    ),
  ];
}

/** @throws InvalidError that points at every member and team that is not there */
export function requireKnown(draft: ScheduleDraft, existing: Existing): void {
  const members = draft.layers.flatMap((layer, l) =>
    layer.members.flatMap((userId, m) =>
      userId === undefined || existing.activeUsers.has(userId)
        ? []
        : [violation(`${LAYERS}/${l}/members/${m}/user/id`, 'is not an active user of this organization')],
    ),
  );
  const teams = draft.teamIds.flatMap((id, index) =>
    existing.teams.has(id)
      ? []
      : [violation(`/data/relationships/teams/data/${index}/id`, 'is not a team of this organization')],
  );
  refuse([...members, ...teams]);
}

/** People in the layers, each once, in the order of their first turn. */
export function membersOf({ layers }: Pick<ScheduleDraft, 'layers'>): UserId[] {
  return [...new Set(layers.flatMap((layer) => layer.members.filter((userId) => userId !== undefined)))];
}

/** Most mistakes that one answer tells. */
const MAX_REPORTED = 20;

function refuse(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const told = violations.slice(0, MAX_REPORTED);
  throw new InvalidError(told.map(({ field, rule }) => `${field} ${rule}`).join('; '), told);
}

function violation(field: string, rule: string): Violation {
  return { in: 'body', field, rule };
}
