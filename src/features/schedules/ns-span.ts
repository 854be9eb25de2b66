import type { EpochNs } from './zone-clock.js';

/** Half-open. */
export interface NsSpan {
  readonly start: EpochNs;
  readonly end: EpochNs;
}

/** What lies in one of the spans, in order; without those that have no length. */
export function united(spans: readonly NsSpan[]): NsSpan[] {
  const result: NsSpan[] = [];
  for (const span of spans.filter(({ start, end }) => start < end).sort(byStart)) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { start: last.start, end: span.end };
  }
  return result;
}

/** The parts of the spans that lie in another one. */
export function common(spans: readonly NsSpan[], within: NsSpan): NsSpan[] {
  return spans.flatMap(({ start, end }) => {
    const from = start < within.start ? within.start : start;
    const to = end < within.end ? end : within.end;
    return from < to ? [{ start: from, end: to }] : [];
  });
}

/**
 * What lies in spans of both lists.
 * @param a in order and without overlap, as `b`
 */
export function shared(a: readonly NsSpan[], b: readonly NsSpan[]): NsSpan[] {
  const result: NsSpan[] = [];
  let next = 0;
  for (const span of a) {
    while (isOver(b[next], span.start)) next += 1;
    for (let index = next; ; index += 1) {
      const each = b[index];
      if (each === undefined || each.start >= span.end) break;
      result.push(...common([each], span));
    }
  }
  return result;
}

/**
 * The parts of the spans that lie in none of the others.
 * @param spans in order, and without overlap
 */
export function without(spans: readonly NsSpan[], others: readonly NsSpan[]): NsSpan[] {
  const taken = united(others);
  const result: NsSpan[] = [];
  let next = 0;
  for (const { start, end } of spans) {
    let from = start;
    // those that are over before this span matter to no later one
    while (isOver(taken[next], start)) next += 1;
    for (let index = next; ; index += 1) {
      const each = taken[index];
      if (each === undefined || each.start >= end) break;
      if (from < each.start) result.push({ start: from, end: each.start });
      from = each.end;
    }
    if (from < end) result.push({ start: from, end });
  }
  return result;
}

function isOver(span: NsSpan | undefined, at: EpochNs): boolean {
  return span !== undefined && span.end <= at;
}

function byStart(a: NsSpan, b: NsSpan): number {
  return a.start < b.start ? -1 : 1;
}
