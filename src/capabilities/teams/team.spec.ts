import { describe, expect, it } from '@jest/globals';
import { InvalidError, type TeamId } from '../../kernel/index.js';
import { assertOneGrapheme, changedFields, summaryOf, type Team } from './team.js';

const team = (fields: Partial<Team> = {}): Team => ({
  id: 'c0000000-0000-4000-8000-000000000001' as TeamId,
  handle: 'payments',
  name: 'Payments',
  description: '',
  avatar: null,
  banner: null,
  hiddenModules: null,
  visibleModules: null,
  userCount: 0,
  createdAt: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  modifiedAt: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  ...fields,
});

describe('summaryOf', () => {
  it('is null without a description', () => {
    expect(summaryOf(team())).toBeNull();
  });
  it('equals a short description', () => {
    expect(summaryOf(team({ description: 'We move money.' }))).toBe('We move money.');
  });
  it('is at most 120 characters and cuts no surrogate pair', () => {
    const summary = summaryOf(team({ description: `${'x'.repeat(119)}🥑🥑` }));
    expect(summary).toBe(`${'x'.repeat(119)}🥑`);
  });
});

describe('assertOneGrapheme', () => {
  it.each(['🥑', '👩‍👩‍👧‍👦', 'é', 'A', null, undefined])('takes %s', (avatar) => {
    expect(() => {
      assertOneGrapheme(avatar);
    }).not.toThrow();
  });
  it.each(['🥑🥑', 'AB'])('refuses %s', (avatar) => {
    expect(() => {
      assertOneGrapheme(avatar);
    }).toThrow(InvalidError);
  });
});

describe('changedFields', () => {
  it('names what differs, lists by their members', () => {
    const after = team({ name: 'Money', hiddenModules: ['a'] });
    expect(changedFields(team(), after)).toEqual(['name', 'hiddenModules']);
    expect(changedFields(team({ hiddenModules: ['a'] }), team({ hiddenModules: ['a'] }))).toEqual([]);
  });
});
