import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import type { Candidate } from '../escalation-policies/index.js';
import { nextInTurn, type Turn } from './turns.js';

const able = (name: string): Candidate => ({ userId: name as UserId });
const disabled = (name: string): Candidate => ({ ...able(name), obstacle: 'disabled' });
const last = (name: string, index: number): Turn => ({ userId: name as UserId, index });

describe('nextInTurn', () => {
  const ring = [able('ada'), able('grace'), able('ken')];

  it.each<[string, readonly Candidate[], Turn | undefined, string | undefined]>([
    ['the first, before anybody had a turn', ring, undefined, 'ada'],
    ['the one after the last', ring, last('ada', 0), 'grace'],
    ['the first again after the end', ring, last('ken', 2), 'ada'],
    ['not who cannot be notified', [able('ada'), disabled('grace'), able('ken')], last('ada', 0), 'ken'],
    ['the only one who can, again and again', [disabled('ada'), able('grace')], last('grace', 1), 'grace'],
    ['who moved up to the place of one who is gone', [able('ada'), able('ken')], last('grace', 1), 'ken'],
    ['the first, when the last place is gone', [able('ada'), able('grace')], last('ken', 2), 'ada'],
    ['nobody, when nobody can be notified', [disabled('ada')], undefined, undefined],
    ['nobody, of nobody', [], last('ada', 0), undefined],
  ])('is %s', (_, candidates, turn, expected) => {
    expect(nextInTurn(candidates, turn)?.candidate.userId).toBe(expected);
  });

  it('gives everybody as many turns', () => {
    const turns = new Map<string, number>();
    let turn: Turn | undefined;
    for (let count = 0; count < 30; count += 1) {
      const next = nextInTurn(ring, turn);
      turn = next?.turn;
      turns.set(turn?.userId ?? '', (turns.get(turn?.userId ?? '') ?? 0) + 1);
    }
    expect([...turns.values()]).toEqual([10, 10, 10]);
  });
});
