import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import { advance, begun, standing, type LiveCallEvent, type LiveCallState } from './live-call.js';

const [ANNA, BEN] = ['anna', 'ben'].map((name) => ({ userId: name as UserId, channelId: `phone of ${name}` }));
const RING = [ANNA, BEN].filter((each) => each !== undefined);

const pickedUp = (turn: number, byMachine = false): LiveCallEvent => ({ kind: 'picked up', turn, byMachine });
const pressed = (turn: number, accepts = true): LiveCallEvent => ({ kind: 'pressed', turn, accepts });
const dialEnded = (turn: number, callerIsGone = false): LiveCallEvent => ({
  kind: 'dial ended',
  turn,
  why: 'no_answer',
  callerIsGone,
});
const recorded = (seconds: number): LiveCallEvent => ({ kind: 'recorded', seconds });
const hungUp: LiveCallEvent = { kind: 'hung up' };

function after(events: readonly LiveCallEvent[], offersVoicemail = true): LiveCallState {
  return events.reduce((state, event) => advance(state, event).state, begun(RING, offersVoicemail).state);
}

describe('begun', () => {
  it('rings the first', () => {
    expect(begun(RING, true)).toMatchObject({
      state: { phase: 'ringing', turn: 0 },
      instruction: { kind: 'ring', turn: 0 },
      happenings: [{ kind: 'ringing', userId: 'anna' }],
    });
  });

  it('offers voicemail at once when there is nobody to ring, and ends without', () => {
    expect(begun([], true)).toMatchObject({ state: { phase: 'voicemail' }, instruction: { kind: 'record' } });
    expect(begun([], false)).toMatchObject({
      state: { phase: 'ended', outcome: 'missed' },
      instruction: { kind: 'end', say: 'sorry' },
    });
  });
});

describe('advance', () => {
  it.each<[string, LiveCallEvent[], LiveCallEvent, object, object]>([
    ['asks who picks up', [], pickedUp(0), { phase: 'ringing' }, { kind: 'ask', turn: 0 }],
    ['releases a machine', [], pickedUp(0, true), { phase: 'ringing', refusal: 'machine' }, { kind: 'release' }],
    ['connects who accepts', [], pressed(0), { phase: 'connected', turn: 0 }, { kind: 'connect' }],
    ['releases who declines', [], pressed(0, false), { phase: 'ringing', refusal: 'declined' }, { kind: 'release' }],
    ['rings the next', [], dialEnded(0), { phase: 'ringing', turn: 1 }, { kind: 'ring', turn: 1 }],
    ['offers voicemail after the last', [dialEnded(0)], dialEnded(1), { phase: 'voicemail' }, { kind: 'record' }],
    ['ends when the caller is gone', [], dialEnded(0, true), { phase: 'ended', outcome: 'abandoned' }, { kind: 'end' }],
    ['ends when the caller hangs up', [], hungUp, { phase: 'ended', outcome: 'abandoned' }, { kind: 'end' }],
    ['ends what was answered', [pressed(0)], dialEnded(0), { phase: 'ended', outcome: 'answered' }, { kind: 'end' }],
    ['ends it by hanging up too', [pressed(0)], hungUp, { phase: 'ended', outcome: 'answered' }, { kind: 'end' }],
    [
      'takes a message down',
      [dialEnded(0), dialEnded(1)],
      recorded(7),
      { phase: 'ended', outcome: 'voicemail' },
      { kind: 'end', say: 'taken down' },
    ],
    ['knows an empty message', [dialEnded(0), dialEnded(1)], recorded(0), { outcome: 'missed' }, { kind: 'end' }],
    ['knows no message', [dialEnded(0), dialEnded(1)], hungUp, { outcome: 'missed' }, { kind: 'end' }],
    [
      'takes a message that is told after the caller hung up',
      [dialEnded(0), dialEnded(1), hungUp],
      recorded(7),
      { phase: 'ended', outcome: 'voicemail' },
      { kind: 'end' },
    ],
  ])('%s', (_, before, event, state, instruction) => {
    expect(advance(after(before), event)).toMatchObject({ state, instruction });
  });

  it.each<[string, LiveCallEvent[], LiveCallEvent, object]>([
    ['a turn that is over picks up', [dialEnded(0)], pickedUp(0), { kind: 'release', say: 'over' }],
    ['a turn that is over accepts', [dialEnded(0)], pressed(0), { kind: 'release', say: 'over' }],
    ['a turn that is over declines', [dialEnded(0)], pressed(0, false), { kind: 'release', say: 'over' }],
    ['a turn ends twice', [dialEnded(0)], dialEnded(0), { kind: 'ring', turn: 1 }],
    ['a turn ends that never began', [], dialEnded(1), { kind: 'ring', turn: 0 }],
    ['one accepts twice', [pressed(0)], pressed(0), { kind: 'connect' }],
    ['another accepts as well', [pressed(0)], pressed(1), { kind: 'release', say: 'over' }],
    ['who has accepted declines', [pressed(0)], pressed(0, false), { kind: 'connect' }],
    ['one accepts after the end', [hungUp], pressed(0), { kind: 'release', say: 'over' }],
    ['the caller hangs up twice', [hungUp], hungUp, { kind: 'end' }],
    ['a message comes while it rings', [], recorded(7), { kind: 'ring', turn: 0 }],
    ['a message comes of an answered call', [pressed(0), hungUp], recorded(7), { kind: 'end' }],
    ['a message comes twice', [dialEnded(0), dialEnded(1), recorded(7)], recorded(7), { kind: 'end' }],
    ['an empty message comes after one', [dialEnded(0), dialEnded(1), recorded(7)], recorded(0), { kind: 'end' }],
  ])('changes nothing when %s', (_, before, event, instruction) => {
    const state = after(before);
    const advanced = advance(state, event);
    expect(advanced).toEqual({ state, instruction, happenings: [] });
    expect(advanced.state).toBe(state);
  });

  it('tells why each did not take it', () => {
    const declined = advance(after([pressed(0, false)]), dialEnded(0));
    expect(declined.happenings).toEqual([
      { kind: 'not taken', userId: 'anna', why: 'declined' },
      { kind: 'ringing', userId: 'ben' },
    ]);
    expect(advance(declined.state, dialEnded(1)).happenings).toEqual([
      { kind: 'not taken', userId: 'ben', why: 'no_answer' },
      { kind: 'voicemail offered' },
    ]);
  });

  it('takes no message where none is offered', () => {
    const state = after([dialEnded(0), dialEnded(1)], false);
    expect(state).toMatchObject({ phase: 'ended', outcome: 'missed' });
    expect(advance(state, recorded(7)).state).toBe(state);
  });

  it('never leaves the end, and never goes back a turn, whatever comes in whatever order', () => {
    const events = [0, 1, 2].flatMap((turn) => [
      ...[pickedUp(turn), pickedUp(turn, true), pressed(turn), pressed(turn, false)],
      ...[dialEnded(turn), dialEnded(turn, true)],
    ]);
    const all = [...events, recorded(0), recorded(3), hungUp];
    const order = ['ringing', 'connected', 'voicemail', 'ended'];
    const seen = new Set<string>();
    const walk = (state: LiveCallState, depth: number): void => {
      if (depth === 0 || seen.has(`${depth} ${JSON.stringify(state)}`)) return;
      seen.add(`${depth} ${JSON.stringify(state)}`);
      for (const event of all) {
        const next = advance(state, event).state;
        expect(next.turn).toBeGreaterThanOrEqual(state.turn);
        expect(order.indexOf(next.phase)).toBeGreaterThanOrEqual(order.indexOf(state.phase));
        expect(next.outcome === undefined).toBe(next.phase !== 'ended');
        if (state.outcome !== undefined && state.outcome !== 'missed') expect(next.outcome).toBe(state.outcome);
        walk(next, depth - 1);
      }
    };
    walk(begun(RING, true).state, 5);
    expect(seen.size).toBeGreaterThan(20);
  });
});

describe('standing', () => {
  it('is what the caller hears when a webhook comes again', () => {
    expect(standing(after([]))).toEqual({ kind: 'ring', turn: 0 });
    expect(standing(after([dialEnded(0), dialEnded(1)]))).toEqual({ kind: 'record' });
    expect(standing(after([hungUp]))).toEqual({ kind: 'end' });
  });
});
