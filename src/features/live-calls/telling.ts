import type { Happening } from './live-call.js';

/** A timeline entry of what happened in a call: ids and causes; words are made on read. */
export function describe(happening: Happening): { readonly type: string; readonly data: object } {
  switch (happening.kind) {
    case 'ringing':
      return { type: 'live_call.ringing', data: { user_id: happening.userId } };
    case 'not taken':
      return { type: 'live_call.not_taken', data: { user_id: happening.userId, reason: happening.why } };
    case 'answered':
      return { type: 'live_call.answered', data: { user_id: happening.userId } };
    case 'voicemail offered':
      return { type: 'live_call.voicemail_offered', data: {} };
    case 'voicemail left':
      return { type: 'live_call.voicemail_left', data: { seconds: happening.seconds } };
    case 'ended':
      return { type: 'live_call.ended', data: { outcome: happening.outcome } };
  }
}
