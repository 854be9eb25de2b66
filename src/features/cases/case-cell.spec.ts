import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import { cellOf, sentenceOf } from './case-cell.js';
import type { TimelineEntry } from './timeline.js';

const ADA = { id: 'u' as UserId, name: 'Ada', email: 'ada@acme.example', handle: 'ada', active: true };
const ENTRY: TimelineEntry = {
  id: 1,
  cellId: 'cell',
  type: 'case.commented',
  actor: { kind: 'user', id: 'u' },
  message: 'looks bad',
  data: {},
  createdAt: Temporal.Instant.from('2026-11-24T06:10:04Z'),
  modifiedAt: null,
};

describe('a cell of the timeline', () => {
  it('shows a comment in the form of the recordings', () => {
    expect(cellOf(ENTRY, ADA).attributes).toEqual({
      type: 'COMMENT',
      event: 'case.commented',
      data: {},
      author: { type: 'USER', content: { ID: 'u', id: 'u', name: 'Ada', email: 'ada@acme.example', handle: 'ada' } },
      cell_content: { message: 'looks bad' },
      content: '{"message":"looks bad"}',
      created_at: '2026-11-24T06:10:04Z',
    });
  });

  it('names nobody to those who may not read people, and no author when the system acted', () => {
    expect(cellOf(ENTRY, undefined).attributes.author).toEqual({ type: 'USER', content: { ID: 'u', id: 'u' } });
    const bySystem = { ...ENTRY, actor: { kind: 'system' as const, id: 'x' } };
    expect(cellOf(bySystem, undefined).attributes).not.toHaveProperty('author');
  });

  it('has no type when it is no comment', () => {
    const created = { ...ENTRY, type: 'case.created', message: null };
    expect(cellOf(created, ADA).attributes).not.toHaveProperty('type');
  });

  it.each([
    ['case.created', {}, 'Case created'],
    ['case.status_changed', { from: 'OPEN', to: 'IN_PROGRESS' }, 'Status changed from Open to In Progress'],
    ['case.updated', { field: 'title' }, 'Title changed'],
    ['case.updated', { field: 'priority', from: 'NOT_DEFINED', to: 'P1' }, 'Priority changed from NOT_DEFINED to P1'],
    ['case.from_the_future', {}, 'case.from_the_future'],
  ])('tells %s %j as a sentence', (type, data, sentence) => {
    expect(sentenceOf({ type, data })).toBe(sentence);
  });
});
