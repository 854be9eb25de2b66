import { eventually } from './eventually.js';

/** What a fake provider received. A test takes what it expects; what is left at its end was not expected. */
export class Untaken<Item> {
  private readonly items: Item[] = [];

  constructor(private readonly name: string) {}

  add(item: Item): void {
    this.items.push(item);
  }

  /** The next one, waited for. */
  async take(): Promise<Item> {
    await eventually(() => Promise.resolve(this.items.length > 0));
    const item = this.items.shift();
    if (item === undefined) throw new Error(`${this.name} received nothing`);
    return item;
  }

  /** Throws when something was received that no test took. */
  expectNoMore(): void {
    const left = this.items.splice(0);
    if (left.length > 0)
      throw new Error(`${this.name} received what nobody expected: ${JSON.stringify(left, null, 2)}`);
  }
}
