import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Finds the address a request came from. */
export type AddressResolver = (request: IncomingMessage) => string;

/**
 * Resolves addresses: `X-Forwarded-For` counts only as far as trusted proxies vouch for it, read from the right.
 * @param trustedProxies addresses and CIDR ranges; throws `TypeError` for what is neither
 */
export function addressResolver(trustedProxies: readonly string[]): AddressResolver {
  const trusted = trustedList(trustedProxies);
  return (request) => {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    if (trustedProxies.length === 0 || !trusted(peer)) return peer;
    const hops = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((hop) => plainAddress(hop.trim()));
    let address = peer;
    while (hops.length > 0 && trusted(address)) {
      const next = hops.pop() ?? '';
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  };
}

function trustedList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0 || rest.length > 0) throw new TypeError(`not an address or range: ${entry}`);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

// ::ffff:192.0.2.1 is 192.0.2.1: one address must not be counted under two names.
function plainAddress(address: string): string {
  if (!/[:%]/.test(address)) return address;
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address);
  return mapped?.[1] ?? address.replace(/%.*$/, '');
}
