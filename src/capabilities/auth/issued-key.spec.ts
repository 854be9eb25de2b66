import { describe, expect, it } from '@jest/globals';
import { InvalidError } from '../../kernel/index.js';
import { expiryAfter } from './issued-key.js';
import { coversRole, permissionsOf } from './roles.js';

const NOW = Temporal.Instant.from('2026-06-01T12:00:00Z');

describe('expiryAfter', () => {
  it.each([
    ['2026-06-01T12:00:00.000001Z', '2026-06-01T12:00:00.000001Z'],
    ['2026-06-01T14:00:01+02:00', '2026-06-01T12:00:01Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
  ])('takes %s', (text, expected) => {
    expect(expiryAfter(NOW, text).toString()).toBe(expected);
  });
  it.each([
    ...['2026-06-01T12:00:00Z', '2025-06-01T12:00:00Z', '2026-02-30T00:00:00Z', '2026-07-01', '99999-01-01T00:00:00Z'],
    ...['2026-07-01T00:00:00', '2026-07-01T00:00:00Z[UTC]', '20260701T000000Z', 'tomorrow', ''],
  ])('refuses %j', (text) => {
    expect(() => expiryAfter(NOW, text)).toThrow(InvalidError);
  });
});

describe('coversRole', () => {
  it.each([
    ['admin', 'admin', true],
    ['manager', 'responder', true],
    ['responder', 'manager', false],
    ['observer', 'responder', false],
  ] as const)('%s covers %s: %s', (mine, role, covers) => {
    expect(coversRole(permissionsOf(mine), role)).toBe(covers);
  });
});
