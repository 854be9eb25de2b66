import type { UserId } from '../../kernel/index.js';
import { durationFromJson, durationToJson } from './duration-json.js';
import type { LiveCall, LiveCallOutcome } from './page.js';

/** LiveCallProperties as JSON (DESIGN §1), as it is stored: without the caller. */
export interface LiveCallJson {
  readonly call_id: string;
  readonly started_at: string;
  readonly answered_at?: string;
  readonly answered_by?: string;
  readonly duration?: string;
  readonly voicemail: boolean;
  readonly outcome?: LiveCallOutcome;
}

export function liveCallToJson(call: LiveCall): LiveCallJson {
  const { answeredAt, answeredBy, duration, outcome } = call;
  return {
    call_id: call.callId,
    started_at: call.startedAt.toString(),
    ...(answeredAt === undefined ? {} : { answered_at: answeredAt.toString() }),
    ...(answeredBy === undefined ? {} : { answered_by: answeredBy }),
    ...(duration === undefined ? {} : { duration: durationToJson(duration) }),
    voicemail: call.hasVoicemail,
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** Reads what `liveCallToJson` wrote. */
export function liveCallFromJson(json: LiveCallJson): LiveCall {
  const { answered_at: answeredAt, answered_by: answeredBy, duration, outcome } = json;
  return {
    callId: json.call_id,
    startedAt: Temporal.Instant.from(json.started_at),
    ...(answeredAt === undefined ? {} : { answeredAt: Temporal.Instant.from(answeredAt) }),
    ...(answeredBy === undefined ? {} : { answeredBy: answeredBy as UserId }),
    ...(duration === undefined ? {} : { duration: durationFromJson(duration) }),
    hasVoicemail: json.voicemail,
    ...(outcome === undefined ? {} : { outcome }),
  };
}
