import { documentOf, Flag, InstantField, instantOf, Nested, OneOf, Text, TextList } from '../../platform/http/index.js';
import type { PageFacts } from './page-facts.js';

const PRIORITIES = ['NOT_DEFINED', 'P1', 'P2', 'P3', 'P4', 'P5'];

class SamplePage {
  @Text({ min: 0, max: 1000, optional: true, example: 'Checkout is down' })
  title?: string;
  @Text({ min: 0, max: 50_000, optional: true })
  description?: string;
  @OneOf(['low', 'high'], { optional: true, description: 'As the caller states it; absent: the rule decides.' })
  urgency?: 'low' | 'high';
  @OneOf(PRIORITIES, { optional: true, description: 'NOT_DEFINED when absent, as for a page of the API.' })
  priority?: string;
  @TextList({ max: 100, length: 200, optional: true, description: '`key:value`' })
  tags?: string[];
  @TextList({ max: 100, length: 200, optional: true })
  services?: string[];
  @Text({ max: 100, optional: true, description: 'api when absent.' })
  source?: string;
  @Text({ max: 512, optional: true })
  event_deduplication_key?: string;
  @Flag({ optional: true })
  is_shadow?: boolean;
}

class RoutingDryRunAttributes {
  @Nested(() => SamplePage, { description: 'What would be paged.' })
  page: SamplePage;
  @InstantField({ optional: true, description: 'For hours; the present moment when absent.' })
  at?: string;
}

export class RoutingDryRunBody extends documentOf('routing_dry_runs', RoutingDryRunAttributes) {}

export function sampleOf(body: RoutingDryRunBody): { readonly facts: PageFacts; readonly at?: Temporal.Instant } {
  const { page, at } = body.data.attributes;
  const { title = '', description = '', urgency, priority = 'NOT_DEFINED', tags = [], services = [] } = page;
  const { source = 'api', event_deduplication_key: deduplicationKey, is_shadow: isShadow = false } = page;
  const facts = {
    title,
    description,
    ...(urgency === undefined ? {} : { urgency }),
    priority,
    tags,
    services,
    source,
    ...(deduplicationKey === undefined ? {} : { deduplicationKey }),
    isShadow,
  };
  return at === undefined ? { facts } : { facts, at: instantOf(at) };
}
