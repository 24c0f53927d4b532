import { createHmac, randomBytes } from 'node:crypto';
import { Browser, type Page } from './browser.ts';
import type { TestClient, TestServer } from './test-server.ts';

/** A JWT of the tally dialect, `time` in seconds; members can be replaced or (by `undefined`) left out. */
export function clientJwt(
  client: TestClient,
  now: number,
  { members = {}, header = {} }: { readonly members?: Record<string, unknown>; readonly header?: Record<string, unknown> } = {},
): string {
  const claims = {
    id: String(client.id),
    time: String(Math.floor(now / 1000)),
    nonce: randomBytes(8).toString('hex'),
    ...members,
  };
  return signJwt({ alg: 'HS256', typ: 'JWT', ...header }, claims, client.secret);
}

/** A compact JWS by HS256 whatever its header says. */
export function signJwt(header: object, claims: unknown, secret: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** An answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & {
    readonly access_token?: string;
    readonly refresh_token?: string;
    readonly error?: string;
  };
}

/** A token request in the tally dialect: parameters in the query, no body, the seed's header. */
export function tallyToken(server: TestServer, client: TestClient, parameters: Record<string, string>): Promise<TokenAnswer> {
  const headers = { Authencation: `Client ${clientJwt(client, server.now())}` };
  return tokenRequest(`${server.url}/oauth2/token?${new URLSearchParams(parameters)}`, { headers });
}

/** A token request of a standard client: a form, by `client_secret_post` unless headers say otherwise. */
export function formToken(
  server: TestServer,
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  return tokenRequest(`${server.url}/oauth2/token`, { headers, body: new URLSearchParams(parameters) });
}

/** `Authorization: Basic` for a client (RFC 6749 §2.3.1). */
export function basic(client: TestClient): Record<string, string> {
  const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
  return { authorization: `Basic ${Buffer.from(`${encode(String(client.id))}:${encode(client.secret)}`).toString('base64')}` };
}

/** POSTs to the token endpoint and reads the JSON. */
export async function tokenRequest(url: string, init: RequestInit): Promise<TokenAnswer> {
  const response = await fetch(url, { method: 'POST', ...init });
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer['body'] };
}

/** The URL of an authorization request; parameters can be replaced or (by `undefined`) left out. */
export function authorizeUrl(
  server: TestServer,
  client: TestClient,
  parameters: Record<string, string | undefined> = {},
): string {
  const all = {
    client_id: String(client.id),
    redirect_uri: client.redirectUri,
    response_type: 'code',
    scope: 'all:all',
    ...parameters,
  };
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${server.url}/oauth2/authorize?${new URLSearchParams(given)}`;
}

/** Signs in on the authorize page and answers what came of it: a redirect with a code, when all is right. */
export async function signInAt(
  url: string,
  user: { readonly id: string; readonly password: string },
  browser: Browser = new Browser(),
): Promise<Page> {
  const page = await browser.get(url);
  return browser.submit(page, { username: user.id, password: user.password });
}

/** The parameters of a redirect. */
export function redirected(page: Page): URLSearchParams {
  if (page.location === null) throw new Error(`no redirect, but ${page.status}: ${page.body.slice(0, 2000)}`);
  return new URL(page.location).searchParams;
}

/** A fresh code for a user at a client. */
export async function obtainCode(
  server: TestServer,
  client: TestClient,
  options: { readonly user?: { id: string; password: string }; readonly parameters?: Record<string, string | undefined> } = {},
): Promise<string> {
  const user = options.user ?? (await server.addUser());
  const code = redirected(await signInAt(authorizeUrl(server, client, options.parameters), user)).get('code');
  if (code === null) throw new Error('no code in the redirect');
  return code;
}

/** A fresh pair of tokens in the tally dialect. */
export async function obtainTokens(
  server: TestServer,
  client: TestClient,
  options: Parameters<typeof obtainCode>[2] = {},
): Promise<{ access: string; refresh: string; scope: string }> {
  const code = await obtainCode(server, client, options);
  const answer = await tallyToken(server, client, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return {
    access: answer.body.access_token ?? '',
    refresh: answer.body.refresh_token ?? '',
    scope: String(answer.body['scope']),
  };
}
