import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Why a request is not even sent. */
export type OutgoingRefusal = 'malformed_url' | 'https_required' | 'address_not_allowed';

/** An address that a name led to. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Finds the addresses of a host name. Rejects, with the `code` of a DNS error, when there are none. */
export type ResolveName = (name: string) => Promise<readonly ResolvedAddress[]>;

/** What a request may be sent to. */
export interface TargetRules {
  /** `host:port` as in a URL: what an operator let be reached although it is not public, and without https. */
  readonly allow: ReadonlySet<string>;
  /** By which names are resolved; for tests. */
  readonly resolve?: ResolveName;
}

/** Where a request goes: the URL, and the addresses that were looked at, to which the connection is pinned. */
export interface OutgoingTarget {
  readonly kind: 'target';
  readonly url: URL;
  readonly addresses: readonly ResolvedAddress[];
}

const DNS_TIMEOUT_MS = 2_000;

/**
 * Resolves the host of a URL once and looks at each address that it has: one that is not public makes it refused, so what a name says
 * later, or to somebody else, is of no use. Rejects, with the `code` of a DNS error, when the name has no address.
 */
export async function resolveTarget(
  text: string,
  rules: TargetRules,
): Promise<OutgoingTarget | { readonly kind: 'refused'; readonly reason: OutgoingRefusal }> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isWeb || url.username !== '' || url.password !== '') return refused('malformed_url');
  const isAllowed = rules.allow.has(hostAndPort(url));
  if (url.protocol !== 'https:' && !isAllowed) return refused('https_required');
  const addresses = await addressesOf(bareHost(url), rules.resolve ?? (isAllowed ? byOperatingSystem : byNameServers));
  const isFit = addresses.length > 0 && (isAllowed || addresses.every(({ address }) => isPublicAddress(address)));
  return isFit ? { kind: 'target', url, addresses } : refused('address_not_allowed');
}

/** The `host:port` of a URL, the port said even where it is the usual one. */
export function hostAndPort({ hostname, port, protocol }: URL): string {
  const usual = protocol === 'https:' ? '443' : '80';
  return `${hostname}:${port === '' ? usual : port}`;
}

async function addressesOf(host: string, resolve: ResolveName): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  return family === 0 ? resolve(host) : [{ address: host, family: family === 4 ? 4 : 6 }];
}

// A host that an operator named may stand in the hosts file of the machine.
const byOperatingSystem: ResolveName = async (name) => {
  const found = await lookup(name, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

// Not by the operating system's resolver, whose few threads also hash passwords: a name server that is slow would hold these up.
const byNameServers: ResolveName = async (name) => {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
  return [
    ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({ address, family: 4 as const })),
    ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 as const })),
  ];
};

function bareHost({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function refused(reason: OutgoingRefusal): { readonly kind: 'refused'; readonly reason: OutgoingRefusal } {
  return { kind: 'refused', reason };
}
