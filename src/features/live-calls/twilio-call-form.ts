import type { NotTaken } from './live-call.js';

type Form = ReadonlyMap<string, string>;

const E164 = /^\+[1-9]\d{4,14}$/;
/** What stands for a caller who hides their number (…/docs/voice/twiml#request-parameters). */
const HIDDEN = new Set(['+266696687', '+86282452253', '+2562533', '+8656696', '+7378742833']);
const ENDED = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);
const MAX_SECONDS = 86_400;
const MAX_URL = 500;

/** Who calls, in the form of E.164; undefined for a hidden number and for what is no number, such as a SIP address. */
export function callerOf(form: Form): string | undefined {
  const from = form.get('From') ?? '';
  return E164.test(from) && !HIDDEN.has(from) ? from : undefined;
}

/** Whether the caller's own call is over: in answers to its own verbs, and in its status callbacks. */
export function callHasEnded(form: Form): boolean {
  return ENDED.has(form.get('CallStatus') ?? '');
}

export function notTaken(form: Form): NotTaken {
  switch (form.get('DialCallStatus')) {
    case 'busy':
      return 'busy';
    case 'no-answer':
    case 'canceled':
      return 'no_answer';
    case 'failed':
      return 'failed';
    default:
      return 'not_accepted';
  }
}

/** Where the provider's detection of machines is switched on for the number. */
export function byMachine(form: Form): boolean {
  return /^(machine|fax)/.test(form.get('AnsweredBy') ?? '');
}

export function secondsOf(form: Form, field: string): number | undefined {
  const text = form.get(field) ?? '';
  if (!/^\d{1,6}$/.test(text)) return undefined;
  return Math.min(Number(text), MAX_SECONDS);
}

/** Where the recording is, if that is at the provider: nobody here fetches it, but people follow what they are shown. */
export function recordingUrl(form: Form, baseUrl: string | undefined): string | undefined {
  const text = form.get('RecordingUrl');
  if (text === undefined || baseUrl === undefined || text.length > MAX_URL || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isProviders = url.origin === new URL(baseUrl).origin && url.username === '' && url.password === '';
  return isProviders ? url.href : undefined;
}
