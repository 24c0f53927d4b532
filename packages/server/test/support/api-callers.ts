import { Browser } from './browser.ts';
import { clientJwt, obtainTokens } from './tally-client.ts';
import type { TestClient, TestServer } from './test-server.ts';

/** An answer of the authority API under `/api2`, its JSON read. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered.
  readonly body: any;
}

/** Sends calls as one caller; a body that is no string is sent as JSON. */
export interface Send {
  (method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The same caller with further headers. */
  with(headers: Record<string, string>): Send;
}

/** Sends calls with these headers; paths without a dialect are sent under `/api2`. */
export function sender(server: TestServer, own: () => Record<string, string>): Send {
  const send = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const url = `${server.url}${/^\/api2?\//.test(path) ? '' : '/api2'}${path}`;
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await fetch(url, { method, headers: own(), ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return Object.assign(send, { with: (headers: Record<string, string>) => sender(server, () => ({ ...own(), ...headers })) });
}

/** A caller without credentials. */
export function asNobody(server: TestServer): Send {
  return sender(server, () => ({}));
}

/** A user by an access token of a client. */
export async function asUser(
  server: TestServer,
  client: TestClient,
  { id, scope = 'all:all' }: { readonly id: string; readonly scope?: string },
): Promise<Send & { readonly tokens: Awaited<ReturnType<typeof obtainTokens>> }> {
  const user = { id, password: 'violet-anchor-93-mosaic' };
  const tokens = await obtainTokens(server, client, { user, parameters: { scope } });
  return Object.assign(
    sender(server, () => ({ authorization: `Bearer ${tokens.access}` })),
    { tokens },
  );
}

/** A client by its own JWT. */
export function asClient(server: TestServer, client: TestClient): Send {
  return sender(server, () => ({ authorization: `Client ${clientJwt(client, server.now())}` }));
}

/** A signed-in user, with the CSRF token that their account page holds. */
export async function asSession(
  server: TestServer,
  id: string,
): Promise<Send & { readonly cookie: string; readonly csrf: string }> {
  const browser = new Browser();
  await browser.submit(await browser.get(`${server.url}/sign-in`), { username: id, password: 'violet-anchor-93-mosaic' });
  const account = await browser.get(`${server.url}/account`);
  const csrf = account.forms.map(({ hidden }) => hidden['csrf_token']).find((token) => token !== undefined) ?? '';
  const { cookie } = browser;
  return Object.assign(
    sender(server, () => ({ cookie, 'x-csrf-token': csrf })),
    { cookie, csrf },
  );
}
