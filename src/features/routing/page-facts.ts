/** What is known of a page before it is created: what the query of a routing rule asks about. */
export interface PageFacts {
  readonly title: string;
  readonly description: string;
  /** What the caller says of it; absent: the rule that matches decides. */
  readonly urgency?: 'low' | 'high';
  /** `NOT_DEFINED`, `P1` to `P5`. */
  readonly priority: string;
  readonly services: readonly string[];
  /** `key:value`, or a bare word. */
  readonly tags: readonly string[];
  /** What made the page: `api`, or the name of the part of the product that did, such as `live_call`. */
  readonly source: string;
  readonly deduplicationKey?: string;
  readonly isShadow: boolean;
}
