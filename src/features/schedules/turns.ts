import type { UserId } from '../../kernel/index.js';
import type { LayerDefinition, Rotation } from './schedule-definition.js';

/** A rotation with its zone settled. */
type ZonedRotation = Rotation & { readonly timeZone: string };

const DAY_SECONDS = 86_400;

/** When turn `n` begins: n days on the calendar of the zone and n · seconds exactly, counted from the start at once. */
export function turnStart({ rotationStart, interval, timeZone }: ZonedRotation, n: number): Temporal.Instant {
  return wholeSecond(rotationStart)
    .toZonedDateTimeISO(timeZone)
    .add({ days: n * interval.days })
    .toInstant()
    .add({ seconds: n * interval.seconds });
}

/** Number of the turn at a moment; below 0 before the rotation starts. */
export function turnAt(rotation: ZonedRotation, at: Temporal.Instant): number {
  const { days, seconds } = rotation.interval;
  const elapsed = at.since(wholeSecond(rotation.rotationStart), { largestUnit: 'second' }).total('second');
  let n = Math.floor(elapsed / (days * DAY_SECONDS + seconds));
  // a change of the offset is off by less than a turn, which is an hour at least
  while (Temporal.Instant.compare(turnStart(rotation, n), at) > 0) n -= 1;
  while (Temporal.Instant.compare(turnStart(rotation, n + 1), at) <= 0) n += 1;
  return n;
}

/** Whose turn it is, if anybody's. */
export function memberAt(
  { members, turnOffset }: Pick<LayerDefinition, 'members' | 'turnOffset'>,
  turn: number,
): UserId | undefined {
  return members[modulo(turn + turnOffset, members.length)];
}

/** The start of the first member's first turn from the rotation's start on: the start itself until the members change. */
export function appliedRotationStart(layer: Omit<LayerDefinition, 'timeZone'> & ZonedRotation): Temporal.Instant {
  return turnStart(layer, modulo(-layer.turnOffset, layer.members.length));
}

/**
 * The turn offset with which whoever's turn it is keeps it after members joined, left or moved; when they left, the next
 * who is still there takes over. A rotation that was moved, or that has not begun, follows the list as it is written.
 */
export function keptTurn(
  before: Omit<LayerDefinition, 'timeZone'> & ZonedRotation,
  after: ZonedRotation,
  now: Temporal.Instant,
): number {
  if (!sameTimes(before, after) || Temporal.Instant.compare(now, before.effectiveDate) < 0) return 0;
  const turn = turnAt(before, now);
  const count = before.members.length;
  const active = modulo(turn + before.turnOffset, count);
  for (let passed = 0; passed < count; passed += 1) {
    const place = placeOf(before.members, modulo(active + passed, count), after.members);
    if (place !== undefined) return modulo(place - turn, after.members.length);
  }
  return 0;
}

function sameTimes(a: ZonedRotation, b: ZonedRotation): boolean {
  return (
    a.rotationStart.equals(b.rotationStart) &&
    a.interval.days === b.interval.days &&
    a.interval.seconds === b.interval.seconds &&
    a.timeZone === b.timeZone
  );
}

/** Where the member at `index` stands now: the same one of their turns if they have several, else their last. */
function placeOf(
  before: readonly (UserId | undefined)[],
  index: number,
  after: readonly (UserId | undefined)[],
): number | undefined {
  const userId = before[index];
  const earlier = before.slice(0, index).filter((each) => each === userId).length;
  const places = after.flatMap((each, place) => (each === userId ? [place] : []));
  return places[earlier] ?? places.at(-1);
}

/** Turns begin at whole seconds, as recorded from the real service (contract/NOTES.md §2). */
function wholeSecond(instant: Temporal.Instant): Temporal.Instant {
  return instant.round({ smallestUnit: 'second', roundingMode: 'floor' });
}

function modulo(n: number, count: number): number {
  return count === 0 ? 0 : ((n % count) + count) % count;
}
