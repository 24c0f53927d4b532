import type { ResponseMode } from './response-mode.ts';

/** In the query of the redirect URI: what holds for `response_type=code` unless the client says otherwise (RFC 6749 §4.1.2). */
export const query: ResponseMode = (redirectUri, parameters) => ({
  kind: 'redirect',
  location: withResponseParameters(redirectUri, parameters),
});

/** The redirect URI with response parameters added after what its query already has (RFC 6749 §3.1.2). */
export function withResponseParameters(redirectUri: string, parameters: [string, string][]): string {
  const added = new URLSearchParams(parameters).toString();
  if (!redirectUri.includes('?')) return `${redirectUri}?${added}`;
  return /[?&]$/.test(redirectUri) ? redirectUri + added : `${redirectUri}&${added}`;
}
