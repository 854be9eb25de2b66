import { describe, expect, it } from '@jest/globals';
import { TwilioCallMarkup } from './twilio-call-markup.js';

const markup = new TwilioCallMarkup();
const order = {
  to: '+17039389548',
  from: '+14155550123',
  ringSeconds: 20,
  urls: { ask: 'https://on.example/ask?a=1&b=2', dialed: 'https://on.example/dialed' },
};

describe('ring', () => {
  it('escapes what people wrote, and shows the number of the team to the phone that rings', () => {
    const xml = markup.ring({ ...order, greeting: '</Say><Dial>+900</Dial> & "more"\nof it' });
    expect(xml).toContain('<Say>&lt;/Say&gt;&lt;Dial&gt;+900&lt;/Dial&gt; &amp; "more" of it</Say>');
    expect(xml.match(/<Dial/g)).toHaveLength(1);
    expect(xml).toContain('callerId="+14155550123"');
    expect(xml).toContain('<Number url="https://on.example/ask?a=1&amp;b=2" method="POST">+17039389548</Number>');
  });

  it('bounds how long it rings and how long they talk', () => {
    expect(markup.ring(order)).toMatch(/timeout="20" timeLimit="3600"/);
  });

  it('says nothing where there is no greeting', () => {
    expect(markup.ring(order)).not.toContain('<Say>');
    expect(markup.ring({ ...order, greeting: '' })).not.toContain('<Say>');
  });
});

it('releases a phone that presses no key', () => {
  expect(markup.ask('Press 1.', 'https://on.example/answer')).toMatch(/<\/Gather><Hangup\/><\/Response>$/);
});

it('ends the call after a message, also after one of silence', () => {
  const xml = markup.record('Speak.', 'https://on.example/recorded');
  expect(xml).toMatch(/<Record [^>]*maxLength="180"[^>]*\/><Hangup\/><\/Response>$/);
});

it('refuses without taking the call', () => {
  expect(markup.refuse()).toContain('<Response><Reject reason="rejected"/></Response>');
});
