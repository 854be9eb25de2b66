import type { UserId } from '../../kernel/index.js';
import type { LayerDefinition } from './schedule-definition.js';
import { shared, type NsSpan } from './ns-span.js';
import { memberAt, Turns } from './turns.js';
import { WeeklySpans } from './weekly-span.js';
import { epochNs, epochSeconds, type EpochNs, type ZoneClock } from './zone-clock.js';

/** A turn in one layer: who has it, and by which turn of which layer. */
export interface Turn {
  /** Absent: nobody has this turn. */
  readonly userId?: UserId;
  readonly layerId: string;
  /** Number of the turn in its layer; negative before the rotation starts. */
  readonly turn: number;
}

/** A turn, or what the restrictions leave of it, without a break. */
export type TurnSpan = NsSpan & Turn;

/** The turns of a layer as its dates and restrictions cut them; also those that nobody has. */
export class LayerTurns {
  private readonly turns: Turns;
  private readonly open: WeeklySpans;
  private readonly start: EpochNs;
  private readonly end: EpochNs | undefined;

  constructor(
    private readonly layer: LayerDefinition,
    clock: ZoneClock,
  ) {
    this.turns = new Turns(layer, clock);
    this.open = new WeeklySpans(layer.restrictions, clock);
    this.start = layer.effectiveDate.epochNanoseconds;
    this.end = layer.endDate?.epochNanoseconds;
  }

  /** The turn at a moment, when the layer counts then. */
  at(moment: EpochNs): Turn | undefined {
    const isEffective = this.start <= moment && (this.end === undefined || moment < this.end);
    if (!isEffective || !this.open.covers(moment)) return undefined;
    return this.turn(this.turns.at(epochSeconds(moment)));
  }

  /**
   * In order.
   * @param within the spans to look at, in order and without overlap
   */
  between(within: readonly NsSpan[]): TurnSpan[] {
    const effective = within.flatMap((span) => this.effective(span));
    const [first] = effective;
    const last = effective.at(-1);
    if (this.layer.members.length === 0 || first === undefined || last === undefined) return [];
    const spans: TurnSpan[] = [];
    let n = this.turns.at(epochSeconds(first.start));
    let ends = epochNs(this.turns.startOf(n + 1));
    for (const open of shared(this.open.between({ start: first.start, end: last.end }), effective)) {
      if (ends <= open.start) {
        n = this.turns.at(epochSeconds(open.start));
        ends = epochNs(this.turns.startOf(n + 1));
      }
      for (let from = open.start; from < open.end;) {
        const to = earlier(ends, open.end);
        spans.push({ start: from, end: to, ...this.turn(n) });
        from = to;
        // more than once where the clocks skip a whole turn
        while (ends <= from) ends = epochNs(this.turns.startOf((n += 1) + 1));
      }
    }
    return spans;
  }

  private effective({ start, end }: NsSpan): NsSpan[] {
    const from = start < this.start ? this.start : start;
    const to = this.end === undefined ? end : earlier(end, this.end);
    return from < to ? [{ start: from, end: to }] : [];
  }

  private turn(n: number): Turn {
    const userId = memberAt(this.layer, n);
    return { ...(userId === undefined ? {} : { userId }), layerId: this.layer.id, turn: n };
  }
}

function earlier(a: EpochNs, b: EpochNs): EpochNs {
  return a < b ? a : b;
}
