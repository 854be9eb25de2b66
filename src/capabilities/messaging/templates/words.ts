import { gsmCut, GSM_MAX } from '../gsm.js';
import { escapeHtml, mailDocument } from '../html.js';
import type { MessageContent } from '../message.js';
import type { Draft, Words } from './draft.js';
import { handOffWords } from './hand-off.js';

export function wordsOf(content: MessageContent): Words {
  const { subject, sentences, short, speech } = draftOf(content);
  return {
    subject,
    text: `${sentences.join('\n\n')}\n`,
    html: mailDocument(subject, sentences.map((each) => `<p>${escapeHtml(each)}</p>`).join('\n')),
    short: gsmCut(short, GSM_MAX),
    speech: speech ?? sentences.join(' '),
  };
}

function draftOf(content: MessageContent): Draft {
  switch (content.kind) {
    case 'verification': {
      const { code, validMinutes } = content;
      const asked = `Enter it where you added this channel, within ${validMinutes} minutes.`;
      return {
        subject: 'Your verification code',
        sentences: [
          `Your code is ${code}.`,
          asked,
          'If you did not ask for it, ignore this message: nothing is sent here without it.',
        ],
        short: `Your on-call verification code is ${code}. Valid for ${validMinutes} minutes.`,
        speech: `Your on-call verification code is: ${Array.from(code).join(', ')}.`,
      };
    }
    case 'test':
      return {
        subject: 'Test notification',
        sentences: ['This is a test: notifications of pages reach you here.', 'Nothing is wrong and nothing is to do.'],
        short: 'Test: on-call notifications reach you here. Nothing to do.',
      };
    case 'hand_off':
      return handOffWords(content);
  }
}
