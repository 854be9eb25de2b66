import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { oneLine } from './plain-text.js';

/** Nobody listens longer, and escaped it stays below the 4,000 characters that providers take as markup of a call. */
const SPOKEN_MAX = 600;

/** A call that says this twice and ends. */
export function spoken(text: string): string {
  const response = new VoiceResponse();
  response.say({ loop: 2 }, oneLine(text, SPOKEN_MAX));
  return response.toString();
}

/** A call that says this twice and asks for one key, which is posted to `action` as soon as it is pressed. */
export function askedForKey(text: string, action: string): string {
  const response = new VoiceResponse();
  const gather = response.gather({ input: ['dtmf'], numDigits: 1, timeout: 8, action, method: 'POST' });
  gather.say({ loop: 2 }, oneLine(text, SPOKEN_MAX));
  return response.toString();
}
