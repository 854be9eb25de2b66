import { describe, expect, it } from '@jest/globals';
import { listLinks, listMeta, windowOf } from './list-links.js';

const page = (number?: number, size?: number) => ({
  ...(number === undefined ? {} : { 'page[number]': number }),
  ...(size === undefined ? {} : { 'page[size]': size }),
});

describe('windowOf', () => {
  it.each([
    [page(), { offset: 0, size: 100 }],
    [page(2), { offset: 20, size: 10 }],
    [page(undefined, 7), { offset: 0, size: 7 }],
    [page(3, 7), { offset: 21, size: 7 }],
  ])('%j reads %j', (query, expected) => {
    expect(windowOf(query)).toEqual(expected);
  });
});

describe('listMeta', () => {
  it('counts pages when a page was asked for', () => {
    expect(listMeta(page(1, 10), 35).pagination).toEqual({
      ...{ type: 'number_size', number: 1, size: 10, total: 35 },
      ...{ first_number: 0, prev_number: 0, next_number: 2, last_number: 3 },
    });
  });
  it('counts offsets otherwise', () => {
    expect(listMeta(page(), 250).pagination).toEqual({
      ...{ type: 'offset_limit', offset: 0, limit: 100, total: 250 },
      ...{ first_offset: 0, prev_offset: 0, next_offset: 100, last_offset: 200 },
    });
  });
  it('has one page for an empty list', () => {
    expect(listMeta(page(0, 10), 0).pagination).toMatchObject({ next_number: 0, last_number: 0 });
  });
});

describe('listLinks', () => {
  const read = (link: string | null | undefined) => link && decodeURIComponent(link);
  it('keeps the other parameters', () => {
    const links = listLinks('/api/v2/team?filter[keyword]=a%26b&page[number]=1', page(1), 35);
    expect(read(links.next)).toBe('/api/v2/team?filter[keyword]=a&b&page[number]=2&page[size]=10');
    expect(links.next).toContain('a%26b');
    expect(read(links.prev)).toContain('page[number]=0');
  });
  it('has no next on the last page and no prev on the first', () => {
    const links = listLinks('/api/v2/team', page(), 3);
    expect(links.prev).toBeNull();
    expect(links).not.toHaveProperty('next');
  });
});
