import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import { lookAt, type ToldState } from './hand-off.js';
import type { StaffedSchedule } from './on-call.js';

const at = (text: string) => Temporal.Instant.from(`2026-01-${text}:00Z`);

/** Turns of a day from midnight of the first on; `-` is one that nobody has. */
function schedule(letters: string, overrides: StaffedSchedule['overrides'] = []): StaffedSchedule {
  const layer = {
    ...{ id: 'layer', name: 'layer', effectiveDate: at('01T00:00'), rotationStart: at('01T00:00') },
    ...{ interval: { days: 1, seconds: 0 }, restrictions: [], turnOffset: 0 },
    members: Array.from(letters, (each) => (each === '-' ? undefined : (each as UserId))),
  };
  return { timeZone: 'UTC', layers: [layer], overrides };
}

const told = (userId: string, until: string): ToldState => ({ userId: userId as UserId, until: at(until) });
const told_ = (look: ReturnType<typeof lookAt>) =>
  look.changes.map(({ change, userId, at: when }) => `${userId} ${change} ${when.toString().slice(8, 16)}`);

describe('lookAt', () => {
  it('tells who goes off and who comes on', () => {
    const look = lookAt(told('A', '02T00:00'), schedule('AB'), at('02T00:00'));
    expect(told_(look)).toEqual(['A off 02T00:00', 'B on 02T00:00']);
    expect(look.state).toEqual(told('B', '03T00:00'));
    expect(look.changes[1]?.until).toEqual(at('03T00:00'));
  });

  it('tells nothing twice, and nothing to who goes on with another turn', () => {
    expect(lookAt(told('B', '03T00:00'), schedule('AB'), at('02T12:00')).changes).toEqual([]);
    expect(lookAt(told('A', '02T00:00'), schedule('AA'), at('02T00:00')).changes).toEqual([]);
  });

  it('tells of a gap only who goes off, and after it only who comes on', () => {
    const gap = lookAt(told('A', '02T00:00'), schedule('A-'), at('02T00:00'));
    expect(told_(gap)).toEqual(['A off 02T00:00']);
    expect(gap.state).toEqual({});
    expect(told_(lookAt({}, schedule('A-'), at('03T00:00')))).toEqual(['A on 03T00:00']);
  });

  it('tells after an outage what the changes came to, with the time at which the shift ended', () => {
    const look = lookAt(told('A', '02T00:00'), schedule('ABC'), at('06T12:00'));
    expect(told_(look)).toEqual(['A off 02T00:00', 'C on 06T00:00']);
    expect(lookAt(told('A', '02T00:00'), schedule('ABC'), at('07T12:00')).changes).toEqual([]);
  });

  it('tells of an override when it begins', () => {
    const override = { id: 'o', userId: 'X' as UserId, start: at('01T10:00'), end: at('01T11:00') };
    const look = lookAt(told('A', '02T00:00'), schedule('AB', [override]), at('01T10:00'));
    expect(told_(look)).toEqual(['A off 01T10:00', 'X on 01T10:00']);
  });

  it('looks again when the next shift begins, and at the latest after 15 minutes', () => {
    expect(lookAt({}, schedule('AB'), at('01T23:50')).checkAt).toEqual(at('02T00:00'));
    expect(lookAt({}, schedule('-B'), at('01T23:50')).checkAt).toEqual(at('02T00:00'));
    expect(lookAt({}, schedule('AB'), at('01T12:00')).checkAt).toEqual(at('01T12:15'));
    expect(lookAt({}, schedule(''), at('01T12:00')).checkAt).toEqual(at('01T12:15'));
  });
});
