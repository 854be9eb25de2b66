import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './address-guard.js';
import type { Destination } from './destination.js';
import { OutboundError } from './outbound-error.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Resolves a host name to all its addresses. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** The resolver of the operating system (so that /etc/hosts and cluster search domains hold). */
export const systemResolver: Lookup = async (hostname) => {
  const addresses = await systemLookup(hostname, { all: true, order: 'verbatim' });
  return addresses.map(({ address }) => ({ address, family: familyOf(address) }));
};

/**
 * Asks the resolver once and checks every address it gave: one private address among public ones refuses the call,
 * since the socket may pick any of them. Throws `OutboundError` `dns`, `timeout` or `refused_address`.
 */
export async function resolveChecked(
  destination: Destination,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  const { host } = destination;
  const addresses = destination.isLiteral
    ? [{ address: host, family: familyOf(host) }]
    : await lookedUp(host, lookup, signal);
  const refused = destination.isAllowedPrivate ? undefined : addresses.find((it) => !isPublicAddress(it.address));
  if (refused !== undefined) {
    throw new OutboundError('refused_address', `${host} is at ${refused.address}, which is not a public address.`);
  }
  return addresses;
}

/** A `lookup` for the socket that knows only the checked addresses: between check and connect DNS cannot change. */
export function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (first === undefined) callback(new Error('no address'), '');
    else if (options.all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

async function lookedUp(host: string, lookup: Lookup, signal: AbortSignal): Promise<readonly ResolvedAddress[]> {
  // The system resolver cannot be cancelled; its late answer is dropped.
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    aborted.reject(new OutboundError('timeout', `The name ${host} was not resolved in time.`));
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const addresses = await Promise.race([aborted.promise, lookup(host)]);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    throw new OutboundError('dns', `The name ${host} cannot be resolved (${codeOf(error)}).`);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  throw new OutboundError('dns', `The name ${host} has no address.`);
}

function familyOf(address: string): 4 | 6 {
  return isIP(address) === 6 ? 6 : 4;
}

/** The machine-readable part of a Node error, never its text. */
export function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
