import { createLocalJWKSet, type JWTPayload, jwtVerify, type ProtectedHeaderParameters } from 'jose';
import { Browser, type Page } from './browser.ts';
import { authorizeUrl, redirected, type TokenAnswer } from './tally-client.ts';
import type { TestClient, TestServer } from './test-server.ts';
import { exchangeCode } from './token-checks.ts';

/** A browser in which somebody has signed in by an application. */
export interface SignedIn {
  readonly browser: Browser;
  readonly user: { readonly id: string; readonly password: string };
}

/** Opens a browser and signs somebody in at an application of its own. */
export async function signedIn(server: TestServer, known?: SignedIn['user']): Promise<SignedIn> {
  const browser = new Browser();
  const user = known ?? (await server.addUser());
  const page = await browser.get(authorizeUrl(server, await server.addClient()));
  await browser.submit(page, { username: user.id, password: user.password });
  return { browser, user };
}

/** The URL of an OpenID Connect request with the scope `openid`; parameters can be replaced or (by `undefined`) left out. */
export function openIdUrl(server: TestServer, client: TestClient, parameters: Record<string, string | undefined> = {}): string {
  return authorizeUrl(server, client, { scope: 'openid', ...parameters });
}

/** Signs in on the page of a request and exchanges the code. */
export async function openIdTokens(
  server: TestServer,
  client: TestClient,
  options: {
    readonly parameters?: Record<string, string | undefined>;
    readonly user?: SignedIn['user'];
    readonly browser?: Browser;
  } = {},
): Promise<{ readonly answer: TokenAnswer; readonly idToken: string; readonly access: string; readonly refresh: string }> {
  const user = options.user ?? (await server.addUser());
  const browser = options.browser ?? new Browser();
  const page = await browser.get(openIdUrl(server, client, options.parameters));
  const back = page.location === null ? await browser.submit(page, { username: user.id, password: user.password }) : page;
  const code = redirected(back).get('code');
  if (code === null) throw new Error(`no code: ${back.location}`);
  const answer = await exchangeCode(server, client, { code });
  return { answer, idToken: idTokenOf(answer), access: answer.body.access_token ?? '', refresh: answer.body.refresh_token ?? '' };
}

/** The ID token of an answer; the empty string for none. */
export function idTokenOf({ body }: TokenAnswer): string {
  return typeof body['id_token'] === 'string' ? body['id_token'] : '';
}

/** Verifies a JWT by the key set that the server shows, as a client would: signature, issuer, audience and times. */
export async function verified(
  server: TestServer,
  client: TestClient,
  token: string,
): Promise<{ readonly claims: JWTPayload; readonly header: ProtectedHeaderParameters }> {
  const keys = createLocalJWKSet(
    (await (await fetch(`${server.url}/oauth2/jwks`)).json()) as Parameters<typeof createLocalJWKSet>[0],
  );
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: server.issuer,
    audience: String(client.id),
    currentDate: new Date(server.now()),
  });
  return { claims: payload, header: protectedHeader };
}

/** The claims of a JWT, unproven. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

/** What an answer is, in a word: an error, a code, or the page that is shown. */
export function outcome(page: Page): string {
  if (page.location !== null) {
    const parameters = redirected(page);
    return parameters.get('error') ?? (parameters.has('code') ? 'code' : page.location);
  }
  for (const [step, shown] of [
    ['value="continue"', 'select_account'],
    ['value="allow"', 'consent'],
    ['name="password"', 'sign_in'],
    ['name="new_password"', 'change_password'],
  ] as const) {
    if (page.body.includes(step)) return shown;
  }
  return `page ${page.status}`;
}
