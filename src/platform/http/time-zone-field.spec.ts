import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { TimeZoneField } from './time-zone-field.js';

class Body {
  @TimeZoneField()
  zone: unknown;
}

describe('TimeZoneField', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['US/Pacific', 'US/Pacific'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['UTC', 'UTC'],
  ])('keeps %s as %s', (zone, kept) => {
    const body = plainToInstance(Body, { zone });
    expect(validateSync(body)).toEqual([]);
    expect(body.zone).toBe(kept);
  });

  it.each([['Europe/Nowhere'], ['+02:00'], ['Z'], [''], ['Europe/Berlin\0'], [7], [null], ['x'.repeat(65)]])(
    'refuses %j',
    (zone) => {
      expect(validateSync(plainToInstance(Body, { zone }))).toHaveLength(1);
    },
  );
});
