import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { TenantConfig } from '../config/index.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LONG_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

const ESCALATION_OUTCOMES = [
  'stepped',
  'nobody',
  'cycle_waits',
  'ended',
  'nobody_reached',
  'held',
  'resumed',
  'retriggered',
];

/** Every metric of the product, in one place, so that dashboards have one list. Each carries the label `tenant`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly measures: (() => Promise<void>)[] = [];
  readonly httpRequestSeconds = this.histogram('casem_http_request_duration_seconds', 'Time to answer a request.', [
    'method',
    'route',
    'status',
  ]);
  readonly poolConnections = this.gauge('casem_database_pool_connections', 'Connections of a pool by state.', [
    'pool',
    'state',
  ]);
  readonly outboxAgeSeconds = this.gauge('casem_outbox_age_seconds', 'Age of the oldest event that is not published.');
  readonly outboxDepth = this.gauge('casem_outbox_depth', 'Events that are not published.');
  readonly relayLeader = this.gauge('casem_relay_leader', '1 where this process leads the relay.');
  readonly eventsPublished = this.counter('casem_events_published_total', 'Events that the relay has published.', [
    'type',
  ]);
  readonly searchLagSeconds = this.gauge('casem_search_lag_seconds', 'Age of the latest change when search took it.');
  readonly searchDocumentsCut = this.counter(
    'casem_search_documents_cut_total',
    'Cases too heavy for search, by what it kept of them.',
    ['kept'],
  );
  readonly timerLatenessSeconds = this.histogram('casem_timer_lateness_seconds', 'Time from due to executed.', [
    'kind',
  ]);
  readonly timerFailures = this.counter('casem_timer_failures_total', 'Timers whose execution failed.', ['kind']);
  readonly pagesTriggered = this.counter('casem_pages_triggered_total', 'Pages that were created.', ['urgency']);
  readonly timeToAcknowledgeSeconds = this.histogram(
    'casem_time_to_acknowledge_seconds',
    'Time from trigger to first acknowledgement.',
    [],
    LONG_SECONDS,
  );
  readonly escalations = this.counter('casem_escalations_total', 'Executed steps and ends of policies by outcome.', [
    'outcome',
  ]);
  readonly escalationsStalled = this.gauge(
    'casem_escalations_stalled',
    'Escalations that should have moved and did not, by kind: nothing is due for them, or they are late.',
    ['kind'],
  );
  readonly escalationsRepaired = this.counter(
    'casem_escalations_repaired_total',
    'Escalations that were forgotten and made due again.',
  );
  readonly notifications = this.counter('casem_notifications_total', 'Delivery attempts by channel and result.', [
    'channel',
    'result',
  ]);
  readonly messages = this.counter('casem_messages_total', 'Tries of codes, tests and hand-offs by way and result.', [
    'via',
    'result',
  ]);

  constructor(config: TenantConfig) {
    this.registry.setDefaultLabels({ tenant: config.name });
    collectDefaultMetrics({ register: this.registry });
    // A counter that appears with its first event hides that event from rate() and increase().
    for (const outcome of ESCALATION_OUTCOMES) this.escalations.inc({ outcome }, 0);
    this.timerFailures.inc({ kind: 'escalation' }, 0);
    for (const channel of config.notifications.channels) {
      for (const result of ['sent', 'failed', 'cancelled', 'pending']) this.notifications.inc({ channel, result }, 0);
    }
  }

  /** Calls `measure` before each scrape, for what the database knows better than this process. */
  onScrape(measure: () => Promise<void>): void {
    this.measures.push(measure);
  }

  async scrape(): Promise<string> {
    await Promise.allSettled(this.measures.map((measure) => measure()));
    return this.registry.metrics();
  }

  private histogram<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    buckets: number[] = SECONDS,
  ): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
