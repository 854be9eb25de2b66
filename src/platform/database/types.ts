import { types } from 'pg';

/** Any type id, not only those that @types/pg lists. */
const parserOf = types.getTypeParser as (oid: number, format: 'text' | 'binary') => unknown;

const INT8 = 20;
const TIMESTAMPTZ = 1184;
const DATE = 1082;

/**
 * pg's own parser makes a `Date` of timestamptz and loses the microseconds. Text looks like
 * `2026-11-24 06:10:04.123456+00`; infinities do not occur in columns that are read.
 */
function instant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text.replace(' ', 'T'));
}

/** Passed to every connection: instants as Temporal.Instant, int8 as number (ids stay below 2^53), date as text. */
export const columnTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (format === 'binary') return parserOf(oid, 'binary');
    if (oid === TIMESTAMPTZ) return instant;
    if (oid === INT8) return Number;
    if (oid === DATE) return String;
    return parserOf(oid, 'text');
  },
};
