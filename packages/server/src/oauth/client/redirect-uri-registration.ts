import type { Client } from './client.ts';

/** Whether a redirect URI may be registered; a warning is for the operator. */
export type RedirectUriVerdict =
  | { readonly kind: 'accepted'; readonly warning: string | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

const MAXIMUM_LENGTH = 2048;
const NEVER: ReadonlySet<string> = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:']);
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Judges a redirect URI (contract/oauth2.md §1, RFC 9700 §4.1.3): `https`; `http` on any host for confidential
 * clients, on loopback for public ones; private-use schemes with a dot for public ones (RFC 8252 §7.1). It is compared
 * as it is written, so it must mean the same to every parser: what does not round-trip is refused.
 */
export function checkRedirectUri(uri: string, client: { readonly public: boolean }): RedirectUriVerdict {
  const malformed = malformation(uri);
  if (malformed !== undefined) return refuse(malformed);
  const url = new URL(uri);
  if (url.protocol === 'https:') return { kind: 'accepted', warning: undefined };
  if (url.protocol === 'http:') return checkHttp(url, client);
  if (NEVER.has(url.protocol)) return refuse(`the scheme ${url.protocol} is never allowed`);
  if (!client.public) return refuse('must be an https or http URL');
  if (!url.protocol.includes('.'))
    return refuse('a private-use scheme must contain a dot, such as com.example.app:/callback (RFC 8252 §7.1)');
  return { kind: 'accepted', warning: undefined };
}

function checkHttp(url: URL, client: { readonly public: boolean }): RedirectUriVerdict {
  if (LOOPBACK.has(url.hostname)) return { kind: 'accepted', warning: undefined };
  if (client.public) return refuse('a public client may use http only on loopback (127.0.0.1, [::1], localhost): use https');
  return {
    kind: 'accepted',
    warning: 'codes sent there by http can be read on the way: use https where the network is not private',
  };
}

function malformation(uri: string): string | undefined {
  if (uri === '' || uri.length > MAXIMUM_LENGTH) return `must have 1 to ${MAXIMUM_LENGTH} characters`;
  if (/[^\x21-\x7e]/.test(uri)) return 'must be printable ASCII without spaces: other characters in their encoded form';
  // The authority API joins several URIs by `|`; a backslash is a slash to some parsers and not to others.
  if (/[|\\]/.test(uri)) return 'must not contain | or \\';
  if (uri.includes('#')) return 'must not have a fragment';
  if (!URL.canParse(uri)) return 'must be an absolute URL';
  const url = new URL(uri);
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.hostname.includes('*')) return 'must not contain a wildcard: each URI is registered whole';
  return canonicalForms(url).includes(uri) ? undefined : `must be written in its canonical form, ${url.href}`;
}

// Two differences from the canonical form are read alike by every parser, and existing clients use both: no slash
// after a bare origin, and the default port spelled out.
function canonicalForms(url: URL): string[] {
  const { href, protocol, host, pathname, search } = url;
  const defaultPort = protocol === 'https:' ? ':443' : ':80';
  if (protocol !== 'https:' && protocol !== 'http:') return [href];
  const authorities = url.port === '' ? [host, host + defaultPort] : [host];
  const paths = pathname === '/' ? ['/', ''] : [pathname];
  return authorities.flatMap((authority) => paths.map((path) => `${protocol}//${authority}${path}${search}`)).concat(href);
}

function refuse(reason: string): RedirectUriVerdict {
  return { kind: 'refused', reason };
}

const LOOPBACK_LITERAL = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::([0-9]{1,5}))?([/?].*)?$/;

/**
 * Whether a presented redirect URI is one of the client's: equal character by character (RFC 9700 §4.1.3); only the
 * port of a loopback IP literal may differ (RFC 8252 §7.3).
 */
export function isRegisteredRedirectUri(client: Client, presented: string): boolean {
  return client.redirectUris.some((registered) => registered === presented || differsOnlyInLoopbackPort(registered, presented));
}

function differsOnlyInLoopbackPort(registered: string, presented: string): boolean {
  const ours = LOOPBACK_LITERAL.exec(registered);
  const theirs = LOOPBACK_LITERAL.exec(presented);
  if (ours === null || theirs === null) return false;
  return ours[1] === theirs[1] && (ours[3] ?? '') === (theirs[3] ?? '') && isPort(theirs[2]);
}

function isPort(text: string | undefined): boolean {
  return text === undefined || (/^[1-9][0-9]*$/.test(text) && Number(text) <= 65_535);
}
