import { UnavailableError } from '../../kernel/index.js';

/** More means that the database falls behind; the callers had better hear it now than after their time-outs. */
const MAX_WAITING = 5_000;

/** What became of one item of a group. */
export type Outcome<Result> =
  { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** What an item weighs, and the most that a group may weigh; an item that weighs more is a group of its own. */
interface Weight<Item> {
  readonly of: (item: Item) => number;
  readonly max: number;
}

/**
 * Commits items together that arrive at the same time: a group is whatever came while the last one was being
 * committed, so an item that comes alone waits for nobody. Measured 2.5 × one transaction an item (DESIGN §4.2).
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private running = false;

  constructor(
    private readonly commit: (items: readonly Item[]) => Promise<readonly Outcome<Result>[]>,
    private readonly maxItems: number,
    private readonly weight?: Weight<Item>,
  ) {}

  /**
   * Resolves when the item is committed; rejects with the item's own error, or at once with `UnavailableError` when
   * 5,000 items wait.
   */
  submit(item: Item): Promise<Result> {
    if (this.waiting.length >= MAX_WAITING) {
      return Promise.reject(new UnavailableError('Too much waits to be written.'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, this.groupSize());
      try {
        const outcomes = await this.commit(group.map((each) => each.item));
        group.forEach((each, index) => {
          settle(each, outcomes[index]);
        });
      } catch (error) {
        for (const each of group) each.reject(error);
      }
    }
    this.running = false;
  }

  private groupSize(): number {
    const most = Math.min(this.maxItems, this.waiting.length);
    if (this.weight === undefined) return most;
    let total = 0;
    for (let size = 0; size < most; size += 1) {
      const next = this.waiting[size];
      total += next === undefined ? 0 : this.weight.of(next.item);
      if (total > this.weight.max) return Math.max(1, size);
    }
    return most;
  }
}

function settle<Item, Result>(waiting: Waiting<Item, Result>, outcome: Outcome<Result> | undefined): void {
  if (outcome === undefined) waiting.reject(new Error('the group answered nothing for this item'));
  else if (outcome.ok) waiting.resolve(outcome.result);
  else waiting.reject(outcome.error);
}
