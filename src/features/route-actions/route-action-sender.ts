import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Loop } from '../../capabilities/timers/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import type { WebhookAnswer } from '../../platform/outbound/index.js';
import { Receivers } from './receivers.js';
import { RouteActionsRepository, type ActionResult, type ClaimedAction } from './route-actions.repository.js';

/** Posts under way at one time in this process: a slow receiver holds its own, not the others. */
const MAX_IN_FLIGHT = 8;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** A process that stops waits for its receivers no longer than this. */
const DRAIN_MS = 8_000;

/** Sends what rules asked for: claim, post, record. At least once, with the same id over all attempts. */
@Injectable()
export class RouteActionSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RouteActionSender.name);
  private readonly inFlight = new Set<Promise<void>>();
  private readonly loop: Loop;

  constructor(
    private readonly config: TenantConfig,
    private readonly queue: RouteActionsRepository,
    private readonly receivers: Receivers,
  ) {
    this.loop = new Loop({ name: RouteActionSender.name, pollMs: config.worker.poll_ms, round: () => this.round() });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    const tooLong = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([Promise.allSettled(this.inFlight), tooLong]);
  }

  private async round(): Promise<boolean> {
    const free = MAX_IN_FLIGHT - this.inFlight.size;
    if (free === 0) return false;
    const claimed = await this.queue.claim(free);
    for (const each of claimed) this.begin(each);
    return claimed.length === free && this.inFlight.size < MAX_IN_FLIGHT;
  }

  private begin(claimed: ClaimedAction): void {
    const delivery = this.deliver(claimed)
      .catch((error: unknown) => {
        // The row stays leased and is claimed again when the lease ends, with the same id.
        this.logger.warn({ err: error, orgId: claimed.org_id, actionId: claimed.id, msg: 'not recorded' });
      })
      .finally(() => {
        this.inFlight.delete(delivery);
        this.loop.nudge();
      });
    this.inFlight.add(delivery);
  }

  private async deliver(claimed: ClaimedAction): Promise<void> {
    const obstacle = obstacleOf(claimed);
    const result =
      obstacle === undefined
        ? this.resultOf(claimed, await this.receivers.send(claimed))
        : ({ state: 'cancelled', reason: obstacle } as const);
    const recorded = await this.queue.record(claimed, result);
    const facts = {
      orgId: claimed.org_id,
      caseId: claimed.case_id,
      actionId: claimed.id,
      type: claimed.action.type,
      attempt: claimed.attempt,
      result: result.state,
      ...('reason' in result ? { reason: result.reason } : {}),
    };
    if (!recorded) this.logger.warn({ ...facts, msg: 'another sender holds this action' });
    else if (result.state === 'failed') this.logger.warn({ ...facts, msg: 'an action of a routing rule failed' });
    else this.logger.log({ ...facts, msg: 'action of a routing rule' });
  }

  private resultOf(claimed: ClaimedAction, answer: WebhookAnswer): ActionResult {
    if (answer.outcome === 'accepted') return { state: 'sent', status: answer.status };
    const { reason, retryable, retryAfterMs = 0 } = answer;
    if (!retryable || claimed.attempt >= this.config.notifications.max_attempts) return { state: 'failed', reason };
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (claimed.attempt - 1));
    return { state: 'pending', reason, delayMs: Math.max(Math.round(Math.random() * ceiling), retryAfterMs) };
  }
}

/** Why this must not be sent, or undefined. */
function obstacleOf({ is_shadow: isShadow, closed }: ClaimedAction): string | undefined {
  if (isShadow) return 'a shadow sends nothing';
  return closed ? 'the page was resolved before' : undefined;
}
