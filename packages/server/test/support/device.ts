import type { NewClient } from '../../src/oauth/client/client-registration.ts';
import { Browser, type Page } from './browser.ts';
import { basic, formToken, type TokenAnswer } from './tally-client.ts';
import type { TestClient, TestServer } from './test-server.ts';

/** The `grant_type` of the device grant. */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** An answer of the device authorization endpoint (RFC 8628 §3.2). */
export interface DeviceAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly device_code: string;
    readonly user_code: string;
    readonly verification_uri: string;
    readonly verification_uri_complete: string;
    readonly expires_in: number;
    readonly interval: number;
    readonly error?: string;
    readonly error_description?: string;
  };
}

/** Somebody who answers for devices, in a browser. */
export interface Person {
  readonly id: string;
  readonly password: string;
}

/** A client that may use the device grant. */
export function addDeviceClient(server: TestServer, draft: Partial<NewClient> = {}): Promise<TestClient> {
  return server.addClient({ grantTypes: [DEVICE_GRANT, 'refresh_token'], redirectUris: [], ...draft });
}

/** How a client proves itself: by its secret, or a public one by its id alone. */
export function proofOf(client: TestClient): [fields: Record<string, string>, headers: Record<string, string>] {
  return client.secret === '' ? [{ client_id: String(client.id) }, {}] : [{}, basic(client)];
}

/** Asks for the codes of a device (RFC 8628 §3.1). */
export async function askForCodes(
  server: TestServer,
  client: TestClient,
  parameters: Record<string, string> = {},
): Promise<DeviceAnswer> {
  const [fields, headers] = proofOf(client);
  const body = new URLSearchParams({ scope: 'openid user:read', ...fields, ...parameters });
  const answer = await fetch(`${server.url}/oauth2/device_authorization`, { method: 'POST', headers, body });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as DeviceAnswer['body'] };
}

/** One poll of a device (RFC 8628 §3.4), by its code, or by all parameters of its own. */
export function poll(server: TestServer, client: TestClient, asked: string | Record<string, string>): Promise<TokenAnswer> {
  const [fields, headers] = proofOf(client);
  const own = typeof asked === 'string' ? { device_code: asked } : asked;
  return formToken(server, { grant_type: DEVICE_GRANT, ...fields, ...own }, headers);
}

/** Enters a code, and signs in where that is asked; answers the page with the question, or with what was wrong. */
export async function enterCode(
  server: TestServer,
  userCode: string,
  { browser, person }: { readonly browser: Browser; readonly person: Person },
): Promise<Page> {
  const entered = await browser.submit(await browser.get(`${server.url}/oauth2/device`), { user_code: userCode });
  if (!entered.body.includes('name="password"')) return entered;
  return browser.submit(entered, { username: person.id, password: person.password });
}

/** Answers for a device as a person does; answers the last page. */
export async function answerFor(
  server: TestServer,
  userCode: string,
  { step = 'allow', person, browser = new Browser() }: { step?: string; person?: Person; browser?: Browser } = {},
): Promise<Page> {
  const who = { browser, person: person ?? (await server.addUser()) };
  return browser.submit(await enterCode(server, userCode, who), { step });
}

/** A whole device flow, up to the tokens. */
export async function deviceTokens(
  server: TestServer,
  client: TestClient,
  { scope = 'openid user:read', person }: { readonly scope?: string; readonly person?: Person } = {},
): Promise<TokenAnswer> {
  const { body } = await askForCodes(server, client, { scope });
  await answerFor(server, body.user_code, person === undefined ? {} : { person });
  return poll(server, client, body.device_code);
}
