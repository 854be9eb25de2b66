import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Subscribers, type Envelope, type EventSubscriber } from '../../capabilities/events/index.js';
import { Clock } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { DOCUMENT_COLUMNS, documentFromRow, type DocumentRow, type SearchDocument } from './search-document.js';
import { SearchIndex } from './search-index.js';

/**
 * Feeds the search index from events. An event says only which case changed; the document is made of the present row,
 * so that events which come late, twice or out of order all lead to the same document.
 */
@Injectable()
export class SearchIndexer implements EventSubscriber, OnModuleInit {
  readonly name = 'search-indexer';

  constructor(
    private readonly subscribers: Subscribers,
    private readonly engine: EngineUnitOfWork,
    private readonly index: SearchIndex,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.subscribers.add(this);
  }

  async handle(events: readonly Envelope[]): Promise<void> {
    await this.index.upsert(await this.documents(events));
    await this.measureLag(events);
  }

  /** By cases_pk; the organization of the event is part of the key. */
  private async documents(events: readonly Envelope[]): Promise<SearchDocument[]> {
    const cases = new Map(events.map((event) => [event.case_id, event.org_id]));
    const rows = await this.engine.statement<DocumentRow>(
      `select ${DOCUMENT_COLUMNS}
         from unnest($1::uuid[], $2::uuid[]) as changed(org_id, id)
         join cases c on c.org_id = changed.org_id and c.id = changed.id`,
      [[...cases.values()], [...cases.keys()]],
    );
    return rows.map(documentFromRow);
  }

  private async measureLag(events: readonly Envelope[]): Promise<void> {
    const latest = events.at(-1);
    if (latest === undefined) return;
    const now = await this.clock.now({ query: (sql, parameters) => this.engine.statement(sql, parameters) });
    const lag = Temporal.Instant.from(latest.occurred_at).until(now).total('seconds');
    this.metrics.searchLagSeconds.set(Math.max(0, lag));
  }
}
