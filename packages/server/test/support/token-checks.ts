import { createHash, randomBytes } from 'node:crypto';
import { type TokenAnswer, tallyToken } from './tally-client.ts';
import type { TestClient, TestServer } from './test-server.ts';

/** A PKCE pair (RFC 7636 §4.1, §4.2). */
export function pkcePair(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Exchanges a code in the tally dialect. */
export function exchangeCode(
  server: TestServer,
  client: TestClient,
  parameters: { readonly code: string } & Record<string, string>,
): Promise<TokenAnswer> {
  return tallyToken(server, client, { grant_type: 'authorization_code', redirect_uri: client.redirectUri, ...parameters });
}

/** Refreshes in the tally dialect. */
export function refresh(
  server: TestServer,
  client: TestClient,
  parameters: { readonly refresh_token: string } & Record<string, string>,
): Promise<TokenAnswer> {
  return tallyToken(server, client, { grant_type: 'refresh_token', ...parameters });
}

/** What a resource answers to an access token: 200, 401, or 403 without `user:read`. */
export async function useAccessToken(server: TestServer, token: string): Promise<number> {
  const response = await fetch(`${server.url}/api2/user`, { headers: { authorization: `Bearer ${token}` } });
  await response.text();
  return response.status;
}

/** What `/oauth2/expire` says. */
export async function expiry(server: TestServer, query: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${server.url}/oauth2/expire?${new URLSearchParams(query)}`);
  return response.json();
}

/** Status and error of an answer, to compare at once. */
export function verdict(answer: TokenAnswer): [number, string | undefined] {
  return [answer.status, answer.body.error];
}
