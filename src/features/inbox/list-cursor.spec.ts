import { describe, expect, it } from '@jest/globals';
import { encodeCursor } from '../../kernel/index.js';
import { listCursor } from './list-cursor.js';

const id = '01a20c58-aa7d-7e6e-adc8-456f48a2f26d';

describe('listCursor', () => {
  it('reads what a list answered', () => {
    const cursor = { value: '2026-11-24T06:57:47.146202Z', id };
    expect(listCursor(encodeCursor(cursor))).toEqual(cursor);
    expect(listCursor(undefined)).toBeUndefined();
  });

  it.each([
    'nonsense',
    encodeCursor({ value: '2026-11-24T06:57:47Z', id: 'x' }),
    encodeCursor({ value: '0000-01-01T00:00:00Z', id }),
    encodeCursor({ value: '2026-13-45T00:00:00Z', id }),
    encodeCursor({ value: '+275000-01-01T00:00:00Z', id }),
    encodeCursor({ value: 'infinity', id }),
  ])('refuses %s', (text) => {
    expect(() => listCursor(text)).toThrow('page[cursor] must be a meta.page.cursor that this list answered');
  });
});
