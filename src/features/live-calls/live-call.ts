import type { UserId } from '../../kernel/index.js';
import type { LiveCallOutcome } from '../pages/index.js';

/** Somebody who is to be rung, and on which of their channels. */
export interface Ring {
  readonly userId: UserId;
  readonly channelId: string;
}

/** Where a call stands. */
export interface LiveCallState {
  readonly phase: 'ringing' | 'connected' | 'voicemail' | 'ended';
  /** Fixed when the call comes in. */
  readonly ring: readonly Ring[];
  /** Index in `ring` of who rings now, or took the call; its length when all have been rung. */
  readonly turn: number;
  /** Why who rings now does not take it, when their phone said so. */
  readonly refusal?: Refusal;
  readonly offersVoicemail: boolean;
  readonly outcome?: LiveCallOutcome;
}

export type Refusal = 'declined' | 'machine';
/** Why somebody did not take the call. `not_accepted`: the phone was picked up and nobody pressed the key. */
export type NotTaken = Refusal | 'busy' | 'no_answer' | 'failed' | 'not_accepted' | 'no_verified_phone';

/** What the provider tells. `turn` says of whose turn it speaks: events come twice, late and in any order. */
export type LiveCallEvent =
  | { readonly kind: 'picked up'; readonly turn: number; readonly byMachine: boolean }
  | { readonly kind: 'pressed'; readonly turn: number; readonly accepts: boolean }
  | { readonly kind: 'dial ended'; readonly turn: number; readonly why: NotTaken; readonly callerIsGone: boolean }
  | { readonly kind: 'recorded'; readonly seconds: number }
  | { readonly kind: 'hung up' };

/** What the phone that asked is to do now. */
export type Instruction =
  /** Of the caller. */
  | { readonly kind: 'ring'; readonly turn: number }
  | { readonly kind: 'record' }
  | { readonly kind: 'end'; readonly say?: 'taken down' | 'sorry' }
  /** Of the responder who rings. */
  | { readonly kind: 'ask'; readonly turn: number }
  | { readonly kind: 'connect' }
  | { readonly kind: 'release'; readonly say?: 'over' };

/** What is told of a step of the call. */
export type Happening =
  | { readonly kind: 'ringing'; readonly userId: UserId }
  | { readonly kind: 'not taken'; readonly userId: UserId; readonly why: NotTaken }
  | { readonly kind: 'answered'; readonly userId: UserId }
  | { readonly kind: 'voicemail offered' }
  | { readonly kind: 'voicemail left'; readonly seconds: number }
  | { readonly kind: 'ended'; readonly outcome: LiveCallOutcome };

export interface Advance {
  /** The same object when nothing changed. */
  readonly state: LiveCallState;
  readonly instruction: Instruction;
  readonly happenings: readonly Happening[];
}

/** A call that has just come in. */
export function begun(ring: readonly Ring[], offersVoicemail: boolean): Advance {
  return turnTo({ phase: 'ringing', ring, turn: 0, offersVoicemail }, 0, []);
}

/** Never goes back: an event of a turn that is over, or of a call that has ended, changes nothing. */
export function advance(state: LiveCallState, event: LiveCallEvent): Advance {
  switch (event.kind) {
    case 'picked up':
      return pickedUp(state, event.turn, event.byMachine);
    case 'pressed':
      return pressed(state, event.turn, event.accepts);
    case 'dial ended':
      return dialEnded(state, event);
    case 'recorded':
      return recorded(state, event.seconds);
    case 'hung up':
      return hungUp(state);
  }
}

/** What the caller hears at this point: the answer to an event that changes nothing. */
export function standing(state: LiveCallState): Instruction {
  switch (state.phase) {
    case 'ringing':
      return { kind: 'ring', turn: state.turn };
    case 'voicemail':
      return { kind: 'record' };
    case 'connected':
    case 'ended':
      return { kind: 'end' };
  }
}

function pickedUp(state: LiveCallState, turn: number, byMachine: boolean): Advance {
  if (!ringsAt(state, turn)) return unchanged(state, { kind: 'release', say: 'over' });
  if (byMachine) return { state: { ...state, refusal: 'machine' }, instruction: { kind: 'release' }, happenings: [] };
  return unchanged(state, { kind: 'ask', turn });
}

function pressed(state: LiveCallState, turn: number, accepts: boolean): Advance {
  if (state.phase === 'connected' && state.turn === turn) return unchanged(state, { kind: 'connect' });
  const ring = state.ring[turn];
  if (!ringsAt(state, turn) || ring === undefined) return unchanged(state, { kind: 'release', say: 'over' });
  if (!accepts) return { state: { ...state, refusal: 'declined' }, instruction: { kind: 'release' }, happenings: [] };
  const { refusal: _, ...rest } = state;
  return {
    state: { ...rest, phase: 'connected' },
    instruction: { kind: 'connect' },
    happenings: [{ kind: 'answered', userId: ring.userId }],
  };
}

function dialEnded(state: LiveCallState, { turn, why, callerIsGone }: LiveCallEvent & { kind: 'dial ended' }): Advance {
  if (state.turn !== turn) return unchanged(state, standing(state));
  if (state.phase === 'connected') return ended(state, 'answered', { kind: 'end' });
  if (state.phase !== 'ringing') return unchanged(state, standing(state));
  if (callerIsGone) return ended(state, 'abandoned', { kind: 'end' });
  const ring = state.ring[turn];
  const notTaken = ring && ({ kind: 'not taken', userId: ring.userId, why: state.refusal ?? why } as const);
  return turnTo(state, turn + 1, notTaken === undefined ? [] : [notTaken]);
}

/** Also of a call that has ended: the provider tells of the message after the caller has hung up. */
function recorded(state: LiveCallState, seconds: number): Advance {
  const waits = state.phase === 'voicemail' || (state.phase === 'ended' && state.outcome === 'missed');
  if (!waits || !state.offersVoicemail) return unchanged(state, standing(state));
  if (seconds === 0) {
    return state.phase === 'voicemail' ? ended(state, 'missed', { kind: 'end' }) : unchanged(state, { kind: 'end' });
  }
  const after = ended(state, 'voicemail', { kind: 'end', say: 'taken down' });
  return { ...after, happenings: [{ kind: 'voicemail left', seconds }, ...after.happenings] };
}

function hungUp(state: LiveCallState): Advance {
  switch (state.phase) {
    case 'ringing':
      return ended(state, 'abandoned', { kind: 'end' });
    case 'connected':
      return ended(state, 'answered', { kind: 'end' });
    case 'voicemail':
      return ended(state, 'missed', { kind: 'end' });
    case 'ended':
      return unchanged(state, { kind: 'end' });
  }
}

function turnTo(state: LiveCallState, turn: number, before: readonly Happening[]): Advance {
  const { refusal: _, ...rest } = state;
  const ring = state.ring[turn];
  if (ring !== undefined) {
    return {
      state: { ...rest, turn },
      instruction: { kind: 'ring', turn },
      happenings: [...before, { kind: 'ringing', userId: ring.userId }],
    };
  }
  if (!state.offersVoicemail) {
    const after = ended({ ...rest, turn }, 'missed', { kind: 'end', say: 'sorry' });
    return { ...after, happenings: [...before, ...after.happenings] };
  }
  return {
    state: { ...rest, turn, phase: 'voicemail' },
    instruction: { kind: 'record' },
    happenings: [...before, { kind: 'voicemail offered' }],
  };
}

function ended(state: LiveCallState, outcome: LiveCallOutcome, instruction: Instruction): Advance {
  return { state: { ...state, phase: 'ended', outcome }, instruction, happenings: [{ kind: 'ended', outcome }] };
}

function ringsAt(state: LiveCallState, turn: number): boolean {
  return state.phase === 'ringing' && state.turn === turn;
}

function unchanged(state: LiveCallState, instruction: Instruction): Advance {
  return { state, instruction, happenings: [] };
}
