import { describe, expect, it } from '@jest/globals';
import { encodeCursor } from '../../kernel/index.js';
import { cursorToken, readCursorToken, SORTS, sortOf } from './search-sort.js';

const ID = '0190b6d0-0000-7000-8000-000000000001';
const VALUES = {
  created_at: '2026-01-31T12:00:00.000001Z',
  modified_at: '2026-01-31T12:00:00Z',
  priority: 'NOT_DEFINED',
  status: 'TRIGGERED',
};

describe('cursor tokens', () => {
  it.each(SORTS)('reads what it wrote for the order %s', (text) => {
    const sort = sortOf(text);
    const cursor = { value: VALUES[sort.field], id: ID };
    expect(readCursorToken(sort, cursorToken(sort, cursor))).toEqual(cursor);
  });

  it('names both orders when the token continues another one', () => {
    const token = cursorToken(sortOf('-status'), { value: 'TRIGGERED', id: ID });
    expect(readCursorToken(sortOf('status'), token)).toBe('continues the order -status, not status');
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no order', encodeCursor({ value: '2026-01-31T12:00:00Z', id: ID })],
    ['an unknown order', encodeCursor({ value: 'title x', id: ID })],
    ['no value', encodeCursor({ value: 'created_at', id: ID })],
    ['no id', encodeCursor({ value: 'created_at 2026-01-31T12:00:00Z', id: 'x' })],
    ['a day that does not exist', encodeCursor({ value: 'created_at 2026-02-31T12:00:00Z', id: ID })],
    ['the year 0', encodeCursor({ value: 'created_at 0000-01-01T00:00:00Z', id: ID })],
    ['SQL', encodeCursor({ value: "created_at 2026-01-31T12:00:00Z'; --", id: ID })],
  ])('refuses %s', (_, token) => {
    expect(readCursorToken(sortOf('created_at'), token)).toBe('must be the `after` of an earlier answer');
  });
});
