import { createHmac, randomBytes } from 'node:crypto';

/** What the application and Hufu agreed on when the application was registered. */
export interface Registration {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** What the application holds after a sign-in; `expiresAt` is in milliseconds since 1970. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly scope: string;
  readonly expiresAt: number;
}

/** Who signed in. */
export interface Person {
  readonly id: string;
  readonly fullname: string;
  readonly email: string;
}

/** Where the browser is sent to sign in. `state` comes back with it, so that the application knows its own request again. */
export function authorizeUrl({ issuer, clientId, redirectUri }: Registration, state: string): string {
  // Ask for the least that is needed: the user is shown what it is.
  const query = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'user:read', state };
  return `${issuer}/oauth2/authorize?${new URLSearchParams(query)}`;
}

/** Exchanges the code that came back with the browser for tokens. It works once, for a minute. */
export function redeemCode(registration: Registration, code: string): Promise<Tokens> {
  const { redirectUri } = registration;
  return requestTokens(registration, { grant_type: 'authorization_code', code, redirect_uri: redirectUri });
}

/** Gets new tokens for a refresh token, which works once: the answer holds the next one. */
export function refreshTokens(registration: Registration, { refresh, scope }: Tokens): Promise<Tokens> {
  return requestTokens(registration, { grant_type: 'refresh_token', refresh_token: refresh, scope });
}

/** Asks Hufu whose token it is. */
export async function whoIs({ issuer }: Registration, access: string): Promise<Person> {
  const response = await fetch(`${issuer}/api/user`, { headers: { authorization: `Bearer ${access}` } });
  if (!response.ok) throw new Error(`GET /api/user: ${response.status}`);
  // Under /api a refusal is a 200 whose res_code is not 0.
  const { res_code, res_msg, data } = (await response.json()) as { res_code: number; res_msg: string; data: Person };
  if (res_code !== 0) throw new Error(`GET /api/user: ${res_msg}`);
  return data;
}

/** Ends the sign-in at Hufu, with every token of it. A token that no longer works has ended already. */
export async function endSignIn({ issuer }: Registration, access: string): Promise<void> {
  const url = `${issuer}/oauth2/token?${new URLSearchParams({ access_token: access })}`;
  await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${access}` } });
}

async function requestTokens(registration: Registration, parameters: Record<string, string>): Promise<Tokens> {
  const url = `${registration.issuer}/oauth2/token?${new URLSearchParams(parameters)}`;
  const response = await fetch(url, { method: 'POST', headers: { Authencation: `Client ${clientJwt(registration)}` } });
  const body = (await response.json()) as Record<string, string> & { expires_in: number };
  if (!response.ok) throw new Error(`POST /oauth2/token: ${body['error']}: ${body['error_description']}`);
  const { access_token: access = '', refresh_token: refresh = '', scope = '', expires_in } = body;
  return { access, refresh, scope, expiresAt: Date.now() + expires_in * 1000 };
}

/** The application's half of the tally: made anew for each request, since it is valid for five minutes only. */
function clientJwt({ clientId, clientSecret }: Registration): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { id: clientId, time: String(Math.floor(Date.now() / 1000)), nonce: randomBytes(12).toString('base64url') };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', clientSecret).update(signed).digest('base64url')}`;
}
