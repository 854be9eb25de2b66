import { describe, expect, it } from '@jest/globals';
import { isLocalRequest } from './local-request.js';

const local = { host: 'localhost:6481' };

describe('isLocalRequest', () => {
  it.each([
    ['127.0.0.1', local],
    ['::1', { host: '[::1]:6481' }],
    ['::ffff:127.0.0.1', { host: '127.0.0.1:6481' }],
    ['127.0.0.1', { host: 'LOCALHOST' }],
    ['127.0.0.1', { ...local, 'sec-fetch-site': 'same-origin', origin: 'http://localhost:6481' }],
  ])('takes %s %j', (remoteAddress, headers) => {
    expect(isLocalRequest({ remoteAddress, headers })).toBe(true);
  });

  it.each([
    ['another machine', '192.0.2.7', local],
    ['an address that only begins like loopback', '127.0.0.1.example', local],
    ['a rebound name', '127.0.0.1', { host: 'attacker.example:6481' }],
    ['a name that begins like a local one', '127.0.0.1', { host: 'localhost.attacker.example' }],
    ['credentials in the host', '127.0.0.1', { host: 'localhost:6481@attacker.example' }],
    ['no host', '127.0.0.1', {}],
    ['a proxy', '127.0.0.1', { ...local, 'x-forwarded-for': '192.0.2.7' }],
    ['a proxy that speaks RFC 7239', '127.0.0.1', { ...local, forwarded: 'for=192.0.2.7' }],
    ['another site', '127.0.0.1', { ...local, 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', '127.0.0.1', { ...local, 'sec-fetch-site': 'same-site' }],
    ['a foreign origin', '127.0.0.1', { ...local, origin: 'http://attacker.example' }],
    ['a closed socket', undefined, local],
  ])('refuses %s', (_, remoteAddress, headers) => {
    expect(isLocalRequest({ remoteAddress, headers })).toBe(false);
  });
});
