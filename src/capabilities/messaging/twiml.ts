import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { oneLine } from './plain-text.js';

/** A spoken sentence takes this much at most: nobody listens longer, and markup in a call has a limit of 4,000. */
const SPOKEN_MAX = 600;

/** A call that says this twice and ends. */
export function spoken(text: string): string {
  const response = new VoiceResponse();
  const sentence = oneLine(text, SPOKEN_MAX);
  response.say(sentence);
  response.pause({ length: 1 });
  response.say(sentence);
  return response.toString();
}

/** A call that says this and asks for one key, which is posted to `action`; said again once when none is pressed. */
export function askedForKey(text: string, action: string): string {
  const response = new VoiceResponse();
  const sentence = oneLine(text, SPOKEN_MAX);
  const ask = () => response.gather({ input: ['dtmf'], numDigits: 1, timeout: 6, action, method: 'POST' });
  ask().say(sentence);
  ask().say(sentence);
  return response.toString();
}
