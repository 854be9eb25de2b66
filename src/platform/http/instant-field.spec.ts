import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { InstantField, instantOf } from './instant-field.js';

class Body {
  @InstantField()
  at: unknown;
}

function accepts(at: unknown): boolean {
  return validateSync(Object.assign(new Body(), { at })).length === 0;
}

describe('InstantField', () => {
  it.each([
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00Z'],
    ['2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00Z'],
    ['2026-01-31 09:30:00+02:00', '2026-01-31T07:30:00Z'],
    ['2026-01-31T09:30:00.123456789-05:30', '2026-01-31T15:00:00.123456Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ])('reads %s', (text, instant) => {
    expect(accepts(text)).toBe(true);
    expect(instantOf(text).toString()).toBe(instant);
  });

  it.each([
    ['a year of five digits', '99999-01-01T00:00:00Z'],
    ['a signed year', '+099999-01-01T00:00:00Z'],
    ['the year 10000 by its offset', '9999-12-31T23:59:59-01:00'],
    ['the year 0 by its offset', '0001-01-01T00:00:00+01:00'],
    ['30 February', '2030-02-30T00:00:00Z'],
    ['25 o’clock', '2030-02-20T25:00:00Z'],
    ['an offset that cannot be', '2030-02-20T00:00:00+25:00'],
    ['no offset', '2030-02-20T00:00:00'],
    ['a day', '2030-02-20'],
    ['a zone', '2030-02-20T00:00:00Z[Europe/Berlin]'],
    ['a number', 1_900_000_000],
    ['nothing', null],
    ['a NUL', '2030-02-20T00:00:00Z\0'],
  ])('refuses %s', (_, text) => {
    expect(accepts(text)).toBe(false);
  });
});
