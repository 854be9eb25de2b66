import type { WrittenMoment } from './moment.js';
import type { Bound, Moment, Range } from './query.js';
import type { SyntaxComparison } from './syntax.js';

type Operator = SyntaxComparison['operator'];

export function numberRange(operator: Operator, value: number): Range<number> {
  const bound = { value, inclusive: operator.endsWith('=') };
  return operator.startsWith('>') ? { from: bound } : { to: bound };
}

/** A day alone counts whole: `>` is after its end, `<=` up to its end. */
export function momentRange(operator: Operator, value: WrittenMoment): Range<Moment> {
  switch (operator) {
    case '>':
      return { from: value.type === 'day' ? at(value.next) : beyond(value.at) };
    case '>=':
      return { from: at(value.type === 'day' ? value.start : value.at) };
    case '<':
      return { to: beyond(value.type === 'day' ? value.start : value.at) };
    case '<=':
      return { to: value.type === 'day' ? beyond(value.next) : at(value.at) };
  }
}

function at(value: Moment): Bound<Moment> {
  return { value, inclusive: true };
}

/** The value itself lies outside. */
function beyond(value: Moment): Bound<Moment> {
  return { value, inclusive: false };
}
