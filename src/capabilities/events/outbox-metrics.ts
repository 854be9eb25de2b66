import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';

/** Counting further costs more than it tells. */
const COUNTED = 100_000;

/** Depth and age of the outbox, measured in every role: when no relay runs, somebody must still say so. */
@Injectable()
export class OutboxMetrics implements OnModuleInit {
  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.onScrape(() => this.measure());
  }

  private async measure(): Promise<void> {
    const rows = await this.engine.statement<{ depth: number; age: number }>(
      `select (select count(*) from (select 1 from outbox o limit $1) counted) as depth,
              coalesce(extract(epoch from clock_timestamp() -
                (select o.occurred_at from outbox o order by o.id limit 1)), 0)::float8 as age`,
      [COUNTED],
    );
    this.metrics.outboxDepth.set(rows[0]?.depth ?? 0);
    this.metrics.outboxAgeSeconds.set(rows[0]?.age ?? 0);
  }
}
