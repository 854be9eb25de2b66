/** What became of one item of a group. */
export type Outcome<Result> =
  { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
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
  ) {}

  /** Resolves when the item is committed; rejects with the item's own error. */
  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, this.maxItems);
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
}

function settle<Item, Result>(waiting: Waiting<Item, Result>, outcome: Outcome<Result> | undefined): void {
  if (outcome === undefined) waiting.reject(new Error('the group answered nothing for this item'));
  else if (outcome.ok) waiting.resolve(outcome.result);
  else waiting.reject(outcome.error);
}
