import type { TestClient, TestServer } from './test-server.ts';

/** An answer of the endpoint for pushed requests. */
export interface PushAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly request_uri?: string;
    readonly expires_in?: number;
    readonly error?: string;
    readonly error_description?: string;
  };
}

/** Pushes a form as it stands (RFC 9126 §2.1). */
export async function pushForm(
  server: TestServer,
  form: Record<string, string> | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<PushAnswer> {
  const answer = await fetch(`${server.url}/oauth2/par`, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as PushAnswer['body'] };
}

/** Pushes a good request of a client with a secret, but for the changes; a parameter that is `undefined` is left out. */
export function push(
  server: TestServer,
  client: TestClient,
  changes: Record<string, string | undefined> = {},
): Promise<PushAnswer> {
  const secret = client.secret === '' ? {} : { client_secret: client.secret };
  const request = { redirect_uri: client.redirectUri, response_type: 'code', scope: 'openid', state: 'pushed' };
  const form = { client_id: String(client.id), ...secret, ...request, ...changes };
  const pairs = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pushForm(server, Object.fromEntries(pairs));
}

/** The address by which a browser brings a reference; further parameters are what anybody could add. */
export function pushedUrl(
  server: TestServer,
  [client, requestUri]: readonly [{ readonly id: number }, string | undefined],
  further: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ client_id: String(client.id), request_uri: requestUri ?? '', ...further });
  return `${server.url}/oauth2/authorize?${query}`;
}
