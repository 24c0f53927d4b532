import type { Client } from './client/client.ts';

const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::([0-9]{1,5}))?([/?].*)?$/;

/**
 * Whether a presented redirect URI is one of the client's: equal character by character (RFC 9700 §4.1.3); only the
 * port of a loopback IP literal may differ (RFC 8252 §7.3).
 */
export function isRegisteredRedirectUri(client: Client, presented: string): boolean {
  return client.redirectUris.some((registered) => registered === presented || differsOnlyInLoopbackPort(registered, presented));
}

/** The redirect URI with response parameters added after what its query already has (RFC 6749 §3.1.2). */
export function withResponseParameters(redirectUri: string, parameters: [string, string][]): string {
  const query = new URLSearchParams(parameters).toString();
  if (!redirectUri.includes('?')) return `${redirectUri}?${query}`;
  return /[?&]$/.test(redirectUri) ? redirectUri + query : `${redirectUri}&${query}`;
}

function differsOnlyInLoopbackPort(registered: string, presented: string): boolean {
  const ours = LOOPBACK.exec(registered);
  const theirs = LOOPBACK.exec(presented);
  if (ours === null || theirs === null) return false;
  return ours[1] === theirs[1] && (ours[3] ?? '') === (theirs[3] ?? '') && isPort(theirs[2]);
}

function isPort(text: string | undefined): boolean {
  return text === undefined || (/^[1-9][0-9]*$/.test(text) && Number(text) <= 65_535);
}
