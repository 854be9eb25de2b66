import type { MessageContent } from '../message.js';
import { oneLine } from '../plain-text.js';
import type { Draft } from './draft.js';

const NAME_MAX = 80;

type HandOff = Extract<MessageContent, { kind: 'hand_off' }>;

/** What a person is told who comes on call, or goes off. */
export function handOffWords(content: HandOff): Draft {
  const { change, scheduleName, at, until, timeZone } = content;
  const name = oneLine(scheduleName, NAME_MAX);
  const moment = (instant: Temporal.Instant) => momentText(instant, timeZone);
  if (change === 'off') {
    const subject = `You are off call: ${name}`;
    const sentences = [`Your shift of the schedule "${name}" ended ${moment(at)}.`];
    return { subject, sentences, short: `${subject}, since ${moment(at)}` };
  }
  const subject = `You are on call: ${name}`;
  const end = until === undefined ? '' : `, until ${moment(until)}`;
  const sentences = [`You are on call in the schedule "${name}" since ${moment(at)}${end}.`];
  return { subject, sentences, short: `${subject}, since ${moment(at)}${end}` };
}

/** `2026-03-29 09:00 Europe/Berlin`: read the same in every country. */
function momentText(instant: Temporal.Instant, timeZone: string): string {
  const local = instant.toZonedDateTimeISO(timeZone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${timeZone}`;
}
