import type { MessageContent } from './message.js';
import { seal, unseal } from './sealed.js';

interface Row {
  readonly orgId: string;
  readonly id: string;
}

/** Content as it lies in the queue: unreadable without the installation's secret, and bound to its row. */
export function sealedContent(secret: string, row: Row, content: MessageContent): Buffer {
  return seal(secret, contextOf(row), JSON.stringify(content));
}

/** The content of a queued message; undefined when the installation's secret was changed since. */
export function openedContent(secret: string, row: Row, sealed: Buffer): MessageContent | undefined {
  const text = unseal(secret, contextOf(row), sealed);
  return text === undefined ? undefined : revived(JSON.parse(text) as Stored);
}

/** Temporal values become text in JSON. */
type Stored = {
  readonly [Kind in MessageContent['kind']]: Extract<MessageContent, { kind: Kind }> extends infer Content
    ? { readonly [Key in keyof Content]: Content[Key] extends Temporal.Instant | undefined ? string : Content[Key] }
    : never;
}[MessageContent['kind']];

function revived(stored: Stored): MessageContent {
  if (stored.kind !== 'hand_off') return stored;
  const { at, until, ...rest } = stored;
  const common = { ...rest, at: Temporal.Instant.from(at) };
  return until === undefined ? common : { ...common, until: Temporal.Instant.from(until) };
}

function contextOf({ orgId, id }: Row): string {
  return `${orgId}/${id}`;
}
