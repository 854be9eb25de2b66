import type { UserId } from '../../kernel/index.js';
import { LayerTurns, type Turn } from './layer-turns.js';
import type { LayerDefinition, ScheduleDefinition } from './schedule-definition.js';
import type { ScheduleOverride, Span } from './schedule-override.js';
import { common, without, type NsSpan } from './ns-span.js';
import { ZoneClock } from './zone-clock.js';

/** What is needed to say who is on call. People who are disabled stand in it as nobody. */
export interface StaffedSchedule extends Pick<ScheduleDefinition, 'timeZone' | 'layers'> {
  readonly overrides: readonly Pick<ScheduleOverride, 'id' | 'userId' | 'replacedUserId' | 'start' | 'end'>[];
}

/** Who is on call, and why. */
export interface OnCall {
  readonly userId: UserId;
  /** Whose turn put them there; absent when an override put them over all layers. */
  readonly layerId?: string;
  /** Number of that turn in its layer. */
  readonly turn?: number;
  readonly overrideId?: string;
}

/** A time without a break in which one person is on call for one reason: one turn, or one override of it. */
export type Shift = Span & OnCall;

/** Who is on call at a moment: the uppermost layer that has somebody wins, and overrides over it. */
export function onCallAt(schedule: StaffedSchedule, at: Temporal.Instant): OnCall | undefined {
  const moment = at.epochNanoseconds;
  const overrides = schedule.overrides.map(nsOverride).filter((each) => each.start <= moment && moment < each.end);
  const added = overrides.find(isAdd);
  if (added !== undefined) return { userId: added.userId, overrideId: added.id };
  for (const layer of layerTurns(schedule, { start: moment, end: moment })) {
    const turn = layer.at(moment);
    if (turn === undefined || !hasSomebody(turn)) continue;
    const override = overrides.find((each) => each.replacedUserId === turn.userId);
    if (override === undefined) return turn;
    if (override.userId !== undefined) return { ...turn, userId: override.userId, overrideId: override.id };
  }
  return undefined;
}

/**
 * The final schedule between two moments, in order and cut at both. From the top down, and each layer is looked at only
 * where those above it have nobody: the work is that of the answer, however many layers there are.
 */
export function shiftsBetween(schedule: StaffedSchedule, within: Span): Shift[] {
  const span = nsSpan(within);
  const overrides = schedule.overrides.map(nsOverride);
  const shifts: OnCallSpan[] = [];
  let open = span.start < span.end ? [span] : [];
  for (const { id: overrideId, userId, ...add } of overrides.filter(isAdd)) {
    shifts.push(...common(open, add).map((each) => ({ ...each, userId, overrideId })));
    open = without(open, [add]);
  }
  for (const layer of layerTurns(schedule, span)) {
    if (open.length === 0) break;
    const turns = layer.between(open).filter(hasSomebody);
    const taken = turns.flatMap((turn) => overridden(turn, overrides));
    shifts.push(...taken);
    open = without(open, taken);
  }
  return joined(shifts).map(shiftOf);
}

/** A layer alone, as if there were neither other layers nor overrides. */
export interface LayerView {
  readonly layerId: string;
  /** Shifts that nobody has are among them, without a user. */
  readonly shifts: readonly (Span & Turn)[];
}

/** Every layer between two moments, the uppermost first. */
export function layersBetween(schedule: StaffedSchedule, within: Span): LayerView[] {
  const span = nsSpan(within);
  const clockOf = clocks(schedule, span);
  return schedule.layers.map((layer) => ({
    layerId: layer.id,
    shifts: new LayerTurns(layer, clockOf(layer)).between([span]).map(shiftOf),
  }));
}

/** Whether two shifts are parts of one. */
export function sameReason(a: OnCall, b: OnCall): boolean {
  return a.userId === b.userId && a.overrideId === b.overrideId && a.layerId === b.layerId && a.turn === b.turn;
}

type OnCallSpan = NsSpan & OnCall;
type NsOverride = NsSpan & Pick<ScheduleOverride, 'id' | 'userId' | 'replacedUserId'>;

/** An override that puts its person over all layers; the others act on the turns of the person whom they replace. */
function isAdd(override: NsOverride): override is NsOverride & { readonly userId: UserId } {
  return override.replacedUserId === undefined && override.userId !== undefined;
}

function hasSomebody<T extends Turn>(turn: T): turn is T & { readonly userId: UserId } {
  return turn.userId !== undefined;
}

/** Who has a turn after the overrides of its person; where they are removed, nobody has it. */
function overridden(turn: OnCallSpan, overrides: readonly NsOverride[]): OnCallSpan[] {
  let own: NsSpan[] = [turn];
  const replaced: OnCallSpan[] = [];
  for (const { id: overrideId, userId, replacedUserId, ...span } of overrides) {
    if (replacedUserId !== turn.userId || span.end <= turn.start || turn.end <= span.start) continue;
    if (userId !== undefined) {
      replaced.push(...common(own, span).map((each) => ({ ...turn, ...each, userId, overrideId })));
    }
    own = without(own, [span]);
  }
  return [...own.map(({ start, end }) => ({ ...turn, start, end })), ...replaced];
}

/** In order; parts of one shift that touch are one. */
function joined(shifts: readonly OnCallSpan[]): OnCallSpan[] {
  const result: OnCallSpan[] = [];
  for (const shift of [...shifts].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    const last = result.at(-1);
    if (last?.end === shift.start && sameReason(last, shift)) {
      result[result.length - 1] = { ...last, end: shift.end };
    } else {
      result.push(shift);
    }
  }
  return result;
}

/** The layers in which somebody has a turn; those of one zone share its clock. */
function* layerTurns(schedule: StaffedSchedule, range: NsSpan): Generator<LayerTurns> {
  const clockOf = clocks(schedule, range);
  for (const layer of schedule.layers) {
    if (layer.members.some((userId) => userId !== undefined)) yield new LayerTurns(layer, clockOf(layer));
  }
}

function clocks(schedule: StaffedSchedule, range: NsSpan): (layer: LayerDefinition) => ZoneClock {
  const known = new Map<string, ZoneClock>();
  return ({ timeZone = schedule.timeZone }) => {
    const clock = known.get(timeZone) ?? new ZoneClock(timeZone, range);
    known.set(timeZone, clock);
    return clock;
  };
}

function nsOverride({ id, userId, replacedUserId, ...span }: StaffedSchedule['overrides'][number]): NsOverride {
  return {
    id,
    ...(userId === undefined ? {} : { userId }),
    ...(replacedUserId === undefined ? {} : { replacedUserId }),
    ...nsSpan(span),
  };
}

function nsSpan({ start, end }: Span): NsSpan {
  return { start: start.epochNanoseconds, end: end.epochNanoseconds };
}

function shiftOf<Reason>({ start, end, ...reason }: NsSpan & Reason) {
  return {
    ...reason,
    start: Temporal.Instant.fromEpochNanoseconds(start),
    end: Temporal.Instant.fromEpochNanoseconds(end),
  };
}
