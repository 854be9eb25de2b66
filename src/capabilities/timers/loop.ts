import { Logger } from '@nestjs/common';

interface LoopOptions {
  readonly name: string;
  /** Longest wait between two rounds. */
  readonly pollMs: number;
  /** One round. Answers whether there may be more to do at once. */
  readonly round: () => Promise<boolean>;
}

/** After a failed round: the database may be away, and a tight loop would only make noise. */
const FAILURE_PAUSE_MS = 500;
/** An outage is told at its beginning and each half minute, not twice a second. */
const TELL_EVERY_FAILURES = 60;

/** Runs rounds one after the other: at once while there is work, at each wake-up, and at the latest after `pollMs`. */
export class Loop {
  private readonly logger: Logger;
  private stopped = true;
  private wanted = false;
  private failures = 0;
  private wake: (() => void) | undefined;
  private done: Promise<void> = Promise.resolve();

  constructor(private readonly options: LoopOptions) {
    this.logger = new Logger(options.name);
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.done = this.run();
  }

  /** There may be work: the next round begins now, or right after the one that runs. */
  nudge(): void {
    this.wanted = true;
    this.wake?.();
  }

  /** Resolves when the running round has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.isStopped()) {
      this.wanted = false;
      const wait = await this.oneRound();
      if (wait > 0 && !this.isWanted()) await this.sleep(wait);
    }
  }

  private async oneRound(): Promise<number> {
    try {
      const more = await this.options.round();
      if (this.failures > 0) this.logger.warn({ failures: this.failures, msg: 'rounds succeed again' });
      this.failures = 0;
      return more ? 0 : this.options.pollMs;
    } catch (error) {
      if (this.failures % TELL_EVERY_FAILURES === 0) {
        this.logger.warn({ err: error, failures: this.failures + 1, msg: 'a round failed and is tried again' });
      }
      this.failures += 1;
      return FAILURE_PAUSE_MS;
    }
  }

  /** A method, because a nudge may come during an await that control flow analysis does not see. */
  private isWanted(): boolean {
    return this.wanted || this.stopped;
  }

  private isStopped(): boolean {
    return this.stopped;
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
