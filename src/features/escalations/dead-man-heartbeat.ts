import { Injectable, Logger } from '@nestjs/common';
import { monotonicMs } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { Cycles } from '../../platform/health/index.js';
import { OutboundError, OutboundHttp } from '../../platform/outbound/index.js';
import { ENGINE_LOOP } from './escalation-worker.js';

/** An engine whose last round is older than this is not well. */
const STALE_SECONDS = 30;
const TIMEOUT_MS = 10_000;

/**
 * Tells a watch of the operator's that the engine works: when the calls stay away, something outside of this system
 * raises the alarm. Called only while rounds succeed.
 */
@Injectable()
export class DeadManHeartbeat {
  private readonly logger = new Logger(DeadManHeartbeat.name);
  private readonly outbound = new OutboundHttp();
  private lastMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly config: TenantConfig,
    private readonly cycles: Cycles,
  ) {}

  async beat(): Promise<void> {
    const { heartbeat_url: url, heartbeat_seconds: seconds } = this.config.worker;
    if (url === undefined || !isDue(this.lastMs, monotonicMs(), seconds)) return;
    const age = this.cycles.ageSeconds(ENGINE_LOOP);
    if (age === undefined || age > STALE_SECONDS) return;
    this.lastMs = monotonicMs();
    try {
      const { status } = await this.outbound.post(url, {
        headers: { 'content-type': 'application/json', 'user-agent': 'case-management' },
        body: JSON.stringify({ tenant: this.config.name, engine: 'ok' }),
        timeoutMs: TIMEOUT_MS,
        allowedPrivateHosts: this.config.worker.heartbeat_allowed_private_hosts,
      });
      if (status >= 300) this.logger.warn({ status, msg: 'the heartbeat was not accepted' });
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      this.logger.warn({ err: error, msg: 'the heartbeat could not be sent; it is sent again with the next one' });
    }
  }
}

/** Whether the pace allows another one. */
export function isDue(lastMs: number, nowMs: number, everySeconds: number): boolean {
  return nowMs - lastMs >= everySeconds * 1000;
}
