import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Loop } from '../../capabilities/timers/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';

const EVERY_MS = 600_000;
/** Rows of one statement: short enough to hold no lock that anybody would notice. */
const BATCH = 2_000;

/** Forgets idempotency keys after 24 hours; a create that meets an old one has ignored it already. */
@Injectable()
export class IdempotencyCleaner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new Loop({ name: IdempotencyCleaner.name, pollMs: EVERY_MS, round: () => this.forget() });

  constructor(private readonly engine: EngineUnitOfWork) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  /** One batch, by idempotency_keys_by_age. Answers whether there may be more. */
  async forget(): Promise<boolean> {
    const rows = await this.engine.statement(
      `delete from idempotency_keys k
        where (k.org_id, k.key) in (
          select o.org_id, o.key from idempotency_keys o
           where o.created_at <= (select clock_timestamp()) - interval '24 hours'
           order by o.created_at limit $1)
       returning 1`,
      [BATCH],
    );
    return rows.length === BATCH;
  }
}
