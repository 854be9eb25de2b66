import { describe, expect, it } from '@jest/globals';
import type { Actor, Permission, ScheduleId, UserId } from '../../kernel/index.js';
import { requireCancellable, stateAt, takenBy, type ScheduleSwap } from './schedule-swap.js';

const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const [KIM, LEE] = ['user-kim', 'user-lee'] as [UserId, UserId];
const after = (hours: number) => NOW.add({ hours });

const SWAP: ScheduleSwap = {
  ...{
    id: 'swap',
    scheduleId: 'schedule' as ScheduleId,
    offeredBy: KIM,
    state: 'open',
    createdAt: NOW,
    modifiedAt: NOW,
  },
  ...{ start: after(1), end: after(3) },
};

const actor = (userId: UserId, ...permissions: Permission[]) =>
  ({ kind: 'user', userId, permissions: new Set(permissions) }) as unknown as Actor;

describe('swaps', () => {
  it('shows an open one as expired from its end on, and no other', () => {
    expect(stateAt(SWAP, after(2))).toBe('open');
    expect(stateAt(SWAP, after(3))).toBe('expired');
    expect(stateAt({ ...SWAP, state: 'taken' }, after(3))).toBe('taken');
  });

  it('makes an override in place of the one who offers, from now on when the shift is under way', () => {
    const expected = {
      id: 'new',
      scheduleId: 'schedule',
      userId: LEE,
      replacedUserId: KIM,
      createdBy: LEE,
      end: after(3),
    };
    expect(takenBy(SWAP, actor(LEE), 'new', NOW)).toEqual({ ...expected, start: after(1), createdAt: NOW });
    expect(takenBy(SWAP, actor(LEE), 'new', after(2))).toEqual({ ...expected, start: after(2), createdAt: after(2) });
  });

  it.each([
    ['forbidden', 'by the one who offers it', SWAP, KIM, NOW],
    ['swap_expired', 'after its end', SWAP, LEE, after(3)],
    ['swap_taken', 'twice', { ...SWAP, state: 'taken' }, LEE, NOW],
    ['swap_cancelled', 'after it was cancelled', { ...SWAP, state: 'cancelled' }, LEE, NOW],
  ] as const)('answers %s when it is taken %s', (code, _, swap, taker, now) => {
    expect(() => takenBy(swap, actor(taker), 'new', now)).toThrow(expect.objectContaining({ code }));
  });

  it('is cancelled by its owner and by those who may change schedules, while it is open', () => {
    const cancel =
      (who: Actor, swap = SWAP) =>
      () => {
        requireCancellable(swap, who, NOW);
      };
    expect(cancel(actor(KIM))).not.toThrow();
    expect(cancel(actor(LEE, 'on_call_write'))).not.toThrow();
    expect(cancel(actor(LEE, 'on_call_respond'))).toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(cancel(actor(KIM), { ...SWAP, state: 'taken' })).toThrow(expect.objectContaining({ code: 'swap_taken' }));
  });
});
