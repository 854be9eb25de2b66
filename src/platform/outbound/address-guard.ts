import ipaddr from 'ipaddr.js';

/** The only IPv6 block from which global unicast is assigned (IANA); outside it `unicast` only means "unnamed". */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * True for an address of the public internet, written in plain dotted or colon form. An allow list: private, loopback,
 * link-local (with the metadata address 169.254.169.254), CGNAT, multicast, reserved, unspecified, ULA and whatever
 * carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are each their own range, and so are future ones.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}
