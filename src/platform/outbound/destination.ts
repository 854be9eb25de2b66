import { isIP } from 'node:net';
import { OutboundError } from './outbound-error.js';

/** Where a call goes, taken from a URL that passed the rules. */
export interface Destination {
  readonly url: URL;
  /** Lower case, without the brackets of an IPv6 literal. Messages may name it. */
  readonly host: string;
  /** The configuration names this host: it may be private and need not speak TLS. */
  readonly isAllowedPrivate: boolean;
  /** The URL names an address, so that there is nothing to resolve. */
  readonly isLiteral: boolean;
}

const MAX_URL_LENGTH = 2048;

/** The ports that browsers refuse (fetch.spec.whatwg.org, "bad port"): a POST there speaks to another protocol. */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * Reads a URL by the WHATWG rules, which turn every spelling of an IPv4 address (decimal, octal, hexadecimal, short)
 * into the dotted one, so that the guard judges what the socket will use. `allowedPrivateHosts` holds `host` or
 * `host:port`, compared exactly. Throws `OutboundError` `invalid_url`.
 */
export function parseDestination(text: string, allowedPrivateHosts: readonly string[]): Destination {
  const url = text.length <= MAX_URL_LENGTH ? URL.parse(text) : null;
  if (url === null) throw invalid('The URL cannot be read.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid('The URL must begin with https://.');
  if (url.username !== '' || url.password !== '') throw invalid('The URL must not hold credentials.');
  const port = portOf(url);
  if (BLOCKED_PORTS.has(port)) throw invalid(`The URL uses port ${port}, which is not for HTTP.`);

  const host = plainHost(url.hostname);
  const isAllowedPrivate = allowedPrivateHosts.some((entry) => isNamedBy(entry, host, port));
  if (url.protocol === 'http:' && !isAllowedPrivate) {
    throw invalid(`The URL of ${host} must begin with https://: it is not an allowed private host.`);
  }
  return { url, host, isAllowedPrivate, isLiteral: isIP(host) !== 0 };
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function isNamedBy(entry: string, host: string, port: number): boolean {
  const named = entry.toLowerCase();
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return named === host || named === bracketed || named === `${bracketed}:${port}`;
}

function plainHost(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function invalid(message: string): OutboundError {
  return new OutboundError('invalid_url', message);
}
