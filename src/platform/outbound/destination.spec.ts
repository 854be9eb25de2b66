import { describe, expect, it } from '@jest/globals';
import { parseDestination } from './destination.js';
import { OutboundError } from './outbound-error.js';

function reasonOf(url: string, allowed: readonly string[] = []): string {
  try {
    parseDestination(url, allowed);
    return 'accepted';
  } catch (error) {
    return error instanceof OutboundError ? error.reason : 'another error';
  }
}

describe('parseDestination', () => {
  it.each([
    ['decimal', 'https://2130706433/'],
    ['octal', 'https://0177.0.0.1/'],
    ['hexadecimal', 'https://0x7f000001/'],
    ['hexadecimal, short', 'https://0x7f.1/'],
    ['short', 'https://127.1/'],
    ['trailing dot', 'https://127.0.0.1./'],
    ['circled digits', 'https://①②⑦.0.0.1/'],
    ['percent-encoded', 'https://%31%32%37.0.0.1/'],
  ])('reads a literal in %s form as 127.0.0.1', (_form, url) => {
    expect(parseDestination(url, [])).toMatchObject({ host: '127.0.0.1', isLiteral: true, isAllowedPrivate: false });
  });

  it('reads an IPv6 literal without its brackets', () => {
    expect(parseDestination('https://[0:0::1]:8443/', [])).toMatchObject({ host: '::1', isLiteral: true });
  });

  it.each([
    ['not a URL', 'nonsense'],
    ['empty', ''],
    ['a file', 'file:///etc/passwd'],
    ['ftp', 'ftp://example.com/'],
    ['javascript', 'javascript:alert(1)'],
    ['plain http', 'http://example.com/'],
    ['user and password', 'https://user:secret@example.com/'],
    ['user only', 'https://user@example.com/'],
    ['port 0', 'https://example.com:0/'],
    ['port 65536', 'https://example.com:65536/'],
    ['the port of SMTP', 'https://example.com:25/'],
    ['the port of SSH', 'https://example.com:22/'],
    ['an IPv6 zone', 'https://[fe80::1%25eth0]/'],
    ['more than 2048 characters', `https://example.com/${'a'.repeat(2048)}`],
  ])('refuses %s', (_name, url) => {
    expect(reasonOf(url)).toBe('invalid_url');
  });

  it.each([
    ['http://hooks.internal/', ['hooks.internal'], 'accepted'],
    ['http://HOOKS.internal/', ['Hooks.Internal'], 'accepted'],
    ['http://hooks.internal:8080/', ['hooks.internal'], 'accepted'],
    ['http://hooks.internal:8080/', ['hooks.internal:8080'], 'accepted'],
    ['http://hooks.internal/', ['hooks.internal:80'], 'accepted'],
    ['http://[::1]:8080/', ['[::1]:8080'], 'accepted'],
    ['http://[::1]:8080/', ['::1'], 'accepted'],
    ['http://hooks.internal:8081/', ['hooks.internal:8080'], 'invalid_url'],
    ['http://a.hooks.internal/', ['hooks.internal'], 'invalid_url'],
    ['http://hooks.internal.evil.example/', ['hooks.internal'], 'invalid_url'],
    ['http://hooks.internal/', [], 'invalid_url'],
    ['http://user:secret@hooks.internal/', ['hooks.internal'], 'invalid_url'],
  ])('answers for %s with %j allowed: %s', (url, allowed, expected) => {
    expect(reasonOf(url, allowed)).toBe(expected);
  });

  it('repeats neither credentials nor path in its message', () => {
    expect.assertions(2);
    try {
      parseDestination('http://user:hunter2@example.com/T000/secret', []);
    } catch (error) {
      expect(error).toBeInstanceOf(OutboundError);
      expect(JSON.stringify(error) + String(error)).not.toMatch(/hunter2|secret/);
    }
  });
});
