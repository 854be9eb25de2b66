import { describe, expect, it } from '@jest/globals';
import { escapeHtml } from './html.js';
import { oneLine } from './plain-text.js';
import { askedForKey, spoken } from './twiml.js';

describe('oneLine', () => {
  it.each([
    ['line ends', 'a\r\nBcc: b@c.example', 'a Bcc: b@c.example'],
    ['other separators', 'a\u2028b\u2029c\u0085d', 'a b c d'],
    ['control characters', 'a\u0000\u0007\u001b[31mb', 'a [31mb'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['blanks', '  a   b  ', 'a b'],
  ])('leaves no %s', (_name, text, expected) => {
    expect(oneLine(text, 100)).toBe(expected);
  });

  it('cuts at whole characters', () => {
    expect(oneLine('🔥🔥🔥🔥', 3)).toBe('🔥🔥…');
    expect(oneLine('abc', 3)).toBe('abc');
  });
});

describe('escapeHtml', () => {
  it('leaves nothing that begins a tag, an entity or ends an attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;');
  });
});

describe('what a call says', () => {
  const EVIL = '</Say><Dial>+1900</Dial> & "q"\u0007\ud800';

  it('is text, whatever it holds', () => {
    const twiml = spoken(EVIL);
    expect(twiml).not.toContain('<Dial>');
    expect(twiml.match(/<[A-Z]\w*/g)).toEqual(['<Response', '<Say']);
  });

  it('asks for one key, and posts it to an escaped address', () => {
    const twiml = askedForKey(EVIL, 'https://host.example/x?a=1&b="2"');
    expect(twiml.match(/<[A-Z]\w*/g)).toEqual(['<Response', '<Gather', '<Say']);
    expect(twiml).toContain('action="https://host.example/x?a=1&amp;b=&quot;2&quot;"');
    expect(twiml).toContain('numDigits="1"');
  });

  it('is short enough for the provider', () => {
    expect(askedForKey('&'.repeat(5_000), `https://host.example/${'x'.repeat(200)}`).length).toBeLessThan(4_000);
  });
});
