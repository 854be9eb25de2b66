import { idsIn, rowsOf, said, textIn, type Facts } from './timeline-facts.js';

const NOBODY: Readonly<Record<string, string>> = {
  no_policy: 'the team has no escalation policy',
  nobody_on_call: 'nobody is on call',
  no_verified_phone: 'nobody on call has a verified phone',
  plan_failed: 'it could not be found out who is on call',
};

const NOT_TAKEN: Readonly<Record<string, string>> = {
  declined: 'declined',
  machine: 'was answered by a machine',
  busy: 'was busy',
  no_answer: 'did not pick up',
  failed: 'could not be rung',
  not_accepted: 'picked up and did not accept',
  no_verified_phone: 'has no verified phone any more',
};

const ENDS: Readonly<Record<string, string>> = {
  answered: 'it was answered',
  voicemail: 'a message was left',
  abandoned: 'the caller hung up before anybody answered',
  missed: 'nobody answered, and no message was left',
};

/** An entry of a live call in plain words; undefined for other types. */
export function liveCallText(
  type: string,
  data: Facts,
  { person }: { readonly person: (id: string) => string },
): string | undefined {
  const who = () => person(said(data, 'user_id'));
  const worded = (key: string, table: Readonly<Record<string, string>>) => table[said(data, key)] ?? said(data, key);
  switch (type) {
    case 'live_call.received':
      return `A call came in; ${toRing(data, person)}${withoutPhone(data, person)}`;
    case 'live_call.ringing':
      return `The call rings ${who()}`;
    case 'live_call.not_taken':
      return `${who()} ${worded('reason', NOT_TAKEN)}`;
    case 'live_call.answered':
      return `${who()} took the call`;
    case 'live_call.voicemail_offered':
      return 'Nobody took the call; the caller may leave a message';
    case 'live_call.voicemail_left':
      return `The caller left a message of ${said(data, 'seconds')} s`;
    case 'live_call.ended':
      return `The call ended: ${worded('outcome', ENDS)}`;
    case 'live_call.refused':
      return `Another call of the same caller was refused: more than ${said(data, 'most')} in ${said(data, 'minutes')} minutes`;
    default:
      return undefined;
  }
}

function toRing(data: Facts, person: (id: string) => string): string {
  const reason = textIn(data, 'reason');
  if (reason !== undefined) return `nobody is rung: ${NOBODY[reason] ?? reason}`;
  return `to be rung in this order: ${idsIn(data, 'ring').map(person).join(', ')}`;
}

function withoutPhone(data: Facts, person: (id: string) => string): string {
  const rows = rowsOf(data, 'skipped').map((row) => person(said(row, 'user_id')));
  return rows.length === 0 ? '' : `; without a verified phone: ${rows.join(', ')}`;
}
