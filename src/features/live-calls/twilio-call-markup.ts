import { Injectable } from '@nestjs/common';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { oneLine } from '../../capabilities/messaging/index.js';
import { CallMarkup, type RingOrder } from './call-markup.js';

/** Nobody talks longer than that to a pager; it bounds what a stolen number costs. */
const MAX_CALL_SECONDS = 3_600;
const MAX_MESSAGE_SECONDS = 180;
/** Of silence, and the message is over. */
const SILENCE_SECONDS = 5;
const KEY_SECONDS = 8;
const SPOKEN_MAX = 600;

/** TwiML (www.twilio.com/docs/voice/twiml). */
@Injectable()
export class TwilioCallMarkup extends CallMarkup {
  ring({ to, from, ringSeconds, greeting, urls }: RingOrder): string {
    const response = new VoiceResponse();
    if (greeting !== undefined && greeting !== '') response.say(oneLine(greeting, SPOKEN_MAX));
    const dial = response.dial({
      action: urls.dialed,
      method: 'POST',
      callerId: from,
      timeout: ringSeconds,
      timeLimit: MAX_CALL_SECONDS,
    });
    dial.number({ url: urls.ask, method: 'POST' }, to);
    return response.toString();
  }

  /** Twice, for those who listen to the end only then; after that the phone is released, so no mailbox takes the call. */
  ask(sentence: string, answerUrl: string): string {
    const response = new VoiceResponse();
    const spoken = oneLine(sentence, SPOKEN_MAX);
    const gather = () =>
      response.gather({ input: ['dtmf'], numDigits: 1, timeout: KEY_SECONDS, action: answerUrl, method: 'POST' });
    gather().say(spoken);
    gather().say(spoken);
    response.hangup();
    return response.toString();
  }

  /** Markup that ends lets the two talk. */
  connect(): string {
    const response = new VoiceResponse();
    response.say('Connecting.');
    return response.toString();
  }

  record(sentence: string, recordedUrl: string): string {
    const response = new VoiceResponse();
    response.say(oneLine(sentence, SPOKEN_MAX));
    response.record({
      action: recordedUrl,
      method: 'POST',
      maxLength: MAX_MESSAGE_SECONDS,
      timeout: SILENCE_SECONDS,
      finishOnKey: '#',
      playBeep: true,
      trim: 'trim-silence',
    });
    response.hangup();
    return response.toString();
  }

  end(sentence?: string): string {
    const response = new VoiceResponse();
    if (sentence !== undefined) response.say(oneLine(sentence, SPOKEN_MAX));
    response.hangup();
    return response.toString();
  }

  refuse(): string {
    const response = new VoiceResponse();
    response.reject({ reason: 'rejected' });
    return response.toString();
  }
}
