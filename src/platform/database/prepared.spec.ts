import { describe, expect, it } from '@jest/globals';
import { prepared } from './prepared.js';

describe('prepared', () => {
  it('gives a text one name, whatever its values', () => {
    const first = prepared('select $1::int', [1]);
    expect(prepared('select $1::int', [2])).toEqual({ name: first.name, text: 'select $1::int', values: [2] });
  });

  it('gives another text another name', () => {
    expect(prepared('select 1', []).name).not.toBe(prepared('select 2', []).name);
  });

  it('stops naming when there are more texts than code can hold', () => {
    for (let count = 0; count < 1_000; count += 1) prepared(`select ${count} as composed`, []);
    expect(prepared('select 0 as one_too_many', [])).toEqual({ text: 'select 0 as one_too_many', values: [] });
  });
});
