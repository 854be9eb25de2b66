import { describe, expect, it } from '@jest/globals';
import { textReply } from './text-reply.js';

describe('textReply', () => {
  it.each([
    ['4821 ack', '4821', 'acknowledge'],
    ['ack 4821', '4821', 'acknowledge'],
    [' Ack,4821. ', '4821', 'acknowledge'],
    ['4821 ACK ALL', '4821', 'acknowledge'],
    ['4821\nacknowledge', '4821', 'acknowledge'],
    ['4821 a', '4821', 'acknowledge'],
    ['4821 resolve', '4821', 'resolve'],
    ['res 4821!', '4821', 'resolve'],
  ])('reads "%s"', (text, code, action) => {
    expect(textReply(text)).toEqual({ code, action });
  });

  it.each([
    '',
    'ack',
    'ack all',
    '4821',
    '482 ack',
    '48211 ack',
    '4821 ack resolve',
    '4821 4822 ack',
    'please ack 4821',
    '4821 constructor',
    '٤٨٢١ ack',
    'x'.repeat(1_600),
  ])('takes "%s" for no answer', (text) => {
    expect(textReply(text)).toBeUndefined();
  });
});
