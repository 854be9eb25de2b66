import { describe, expect, it } from '@jest/globals';
import { gsmCut, gsmLength, gsmText } from './gsm.js';

describe('gsmText', () => {
  it.each([
    ['what the alphabet has', 'Größe @ 90 %, ñandú €', 'Größe @ 90 %, ñandu €'],
    ['accents that it lacks', 'Łódź ő ç naïve', '?odz o c naive'],
    ['typography', '“a” – ‘b’…\u00a0c', '"a" - \'b\'... c'],
    ['other alphabets and pictures', 'Ошибка 🔥', '?????? ?'],
  ])('writes %s', (_name, text, expected) => {
    expect(gsmText(text)).toBe(expected);
  });
});

describe('gsmLength', () => {
  it('counts two places for what is escaped', () => {
    expect(gsmLength('a{b}')).toBe(6);
    expect(gsmLength('€')).toBe(2);
  });
});

describe('gsmCut', () => {
  it.each([
    ['fits', 'short', 10, 'short'],
    ['fits exactly', '1234567890', 10, '1234567890'],
    ['is cut', '1234567890a', 10, '1234567...'],
    ['is cut at a space', '123456 890a', 10, '123456...'],
    ['is cut before half a character', '123456{890', 10, '123456...'],
  ])('%s', (_name, text, places, expected) => {
    const cut = gsmCut(text, places);
    expect(cut).toBe(expected);
    expect(gsmLength(cut)).toBeLessThanOrEqual(places);
  });
});
