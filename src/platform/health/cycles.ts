import { Injectable } from '@nestjs/common';
import { monotonicMs } from '../../kernel/index.js';

/** When the loops of this process last did what they are for. A loop that stands still is not a process that is down. */
@Injectable()
export class Cycles {
  private readonly ends = new Map<string, number>();

  /** The loop has come to the end of a round. */
  succeeded(loop: string): void {
    this.ends.set(loop, monotonicMs());
  }

  /** Loops that have come round in this process. */
  names(): readonly string[] {
    return [...this.ends.keys()];
  }

  /** Seconds since the last round that succeeded; undefined when this process does not run the loop, or not yet. */
  ageSeconds(loop: string): number | undefined {
    const end = this.ends.get(loop);
    return end === undefined ? undefined : (monotonicMs() - end) / 1000;
  }
}
