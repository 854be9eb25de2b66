import { describe, expect, it } from '@jest/globals';
import { byMachine, callHasEnded, callerOf, notTaken, recordingUrl, secondsOf } from './twilio-call-form.js';

const form = (fields: Record<string, string>) => new Map(Object.entries(fields));

describe('callerOf', () => {
  it('is a number in the form of E.164', () => {
    expect(callerOf(form({ From: '+4930901820' }))).toBe('+4930901820');
  });

  it.each([
    '',
    'anonymous',
    'Restricted',
    '+266696687',
    '+7378742833',
    'sip:kim@acme.example',
    'client:kim',
    '+0123456',
  ])('is nobody for %p', (From) => {
    expect(callerOf(form({ From }))).toBeUndefined();
  });
});

describe('recordingUrl', () => {
  const BASE = 'https://api.twilio.com';

  it('is an address at the provider', () => {
    const url = `${BASE}/2010-04-01/Accounts/AC1/Recordings/RE1`;
    expect(recordingUrl(form({ RecordingUrl: url }), BASE)).toBe(url);
  });

  it.each([
    'http://api.twilio.com/RE1',
    'https://api.twilio.com:8443/RE1',
    'https://api.twilio.com.evil.example/RE1',
    'https://user:password@api.twilio.com/RE1',
    'https://api.twilio.com@evil.example/RE1',
    'javascript:alert(1)',
    '/RE1',
    '',
    `${BASE}/${'x'.repeat(500)}`,
  ])('is none for %p', (url) => {
    expect(recordingUrl(form({ RecordingUrl: url }), BASE)).toBeUndefined();
  });

  it('is none without the field, and where there is no provider', () => {
    expect(recordingUrl(form({}), BASE)).toBeUndefined();
    expect(recordingUrl(form({ RecordingUrl: `${BASE}/RE1` }), undefined)).toBeUndefined();
  });
});

describe('secondsOf', () => {
  it.each([
    ['0', 0],
    ['97', 97],
    ['999999', 86_400],
    ['-1', undefined],
    ['1.5', undefined],
    ['', undefined],
    ['9999999', undefined],
  ])('reads %p as %p', (text, seconds) => {
    expect(secondsOf(form({ CallDuration: text }), 'CallDuration')).toBe(seconds);
  });
});

it.each(['completed', 'busy', 'failed', 'no-answer', 'canceled'])('a call that is %s has ended', (status) => {
  expect(callHasEnded(form({ CallStatus: status }))).toBe(true);
});

it.each(['queued', 'ringing', 'in-progress', 'something new', ''])('a call that is %p has not ended', (status) => {
  expect(callHasEnded(form({ CallStatus: status }))).toBe(false);
});

it.each([
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['canceled', 'no_answer'],
  ['failed', 'failed'],
  ['completed', 'not_accepted'],
  ['answered', 'not_accepted'],
  ['', 'not_accepted'],
])('ringing that ended %p was %s', (status, why) => {
  expect(notTaken(form({ DialCallStatus: status }))).toBe(why);
});

it.each([
  ['human', false],
  ['unknown', false],
  ['machine_start', true],
  ['machine_end_beep', true],
  ['fax', true],
])('%s picks up as a machine: %p', (answeredBy, isMachine) => {
  expect(byMachine(form({ AnsweredBy: answeredBy }))).toBe(isMachine);
});
