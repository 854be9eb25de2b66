import type { UserId } from '../../kernel/index.js';
import type { LayerDefinition, Rotation } from './schedule-definition.js';
import { epochNs, epochSeconds, ZoneClock } from './zone-clock.js';

/** A rotation with its zone settled. */
type ZonedRotation = Rotation & { readonly timeZone: string };

const DAY_SECONDS = 86_400;

/**
 * The turns of a rotation, numbered from its start and negative before it. Turn n begins n days on the calendar of the
 * zone and n · seconds exactly after the start, counted from the start at once: nothing adds up over the turns. Turns
 * begin at whole seconds, as recorded from the real service (contract/NOTES.md §2). Times are seconds since 1970.
 */
export class Turns {
  private readonly first: number;
  private readonly firstWall: number;

  constructor(
    private readonly rotation: Pick<Rotation, 'rotationStart' | 'interval'>,
    private readonly clock: ZoneClock,
  ) {
    this.first = epochSeconds(rotation.rotationStart.epochNanoseconds);
    this.firstWall = rotation.interval.days === 0 ? 0 : clock.wallAt(this.first);
  }

  startOf(n: number): number {
    const { days, seconds } = this.rotation.interval;
    // not by the wall, which may show the time of the start twice
    const day = n * days === 0 ? this.first : this.clock.momentOf(this.firstWall + n * days * DAY_SECONDS);
    return day + n * seconds;
  }

  /** Number of the turn at a moment. */
  at(moment: number): number {
    const { days, seconds } = this.rotation.interval;
    let n = Math.floor((moment - this.first) / (days * DAY_SECONDS + seconds));
    // changes of the clocks between the start and now put this off by a turn or two
    while (this.startOf(n) > moment) n -= 1;
    while (this.startOf(n + 1) <= moment) n += 1;
    return n;
  }
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
  const start = turnsAround(layer, layer.rotationStart).startOf(modulo(-layer.turnOffset, layer.members.length));
  return Temporal.Instant.fromEpochNanoseconds(epochNs(start));
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
  const turn = turnsAround(before, now).at(epochSeconds(now.epochNanoseconds));
  const count = before.members.length;
  const active = modulo(turn + before.turnOffset, count);
  for (let passed = 0; passed < count; passed += 1) {
    const place = placeOf(before.members, modulo(active + passed, count), after.members);
    if (place !== undefined) return modulo(place - turn, after.members.length);
  }
  return 0;
}

function turnsAround(rotation: ZonedRotation, { epochNanoseconds }: Temporal.Instant): Turns {
  return new Turns(rotation, new ZoneClock(rotation.timeZone, { start: epochNanoseconds, end: epochNanoseconds }));
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

function modulo(n: number, count: number): number {
  return count === 0 ? 0 : ((n % count) + count) % count;
}
