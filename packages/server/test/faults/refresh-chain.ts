import { Agent, request } from 'node:http';
import { Browser } from '../support/browser.ts';
import { clientJwt, redirected, signInAt } from '../support/tally-client.ts';
import type { TestClient } from '../support/test-server.ts';

/** One refresh token after the other, and what the server acknowledged of it. */
export interface Chain {
  current: string;
  /** The last refresh token whose use was acknowledged. */
  used: string | undefined;
  /** Every access token that was acknowledged; none of them expires during the test. */
  readonly accessTokens: string[];
  refresh(url: string, client: TestClient, token: string): Promise<Answer>;
}

/** What the token endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: { readonly access_token?: string; readonly refresh_token?: string; readonly error?: string };
}

/** Signs in and exchanges the code. */
export async function startChain(url: string, client: TestClient, user: { id: string; password: string }): Promise<Chain> {
  const query = new URLSearchParams({
    client_id: String(client.id),
    redirect_uri: client.redirectUri,
    response_type: 'code',
    scope: 'all:all',
  });
  const page = await signInAt(`${url}/oauth2/authorize?${query}`, user, new Browser());
  return chainFrom(url, client, redirected(page).get('code') ?? '');
}

/** Exchanges a code: the first pair of a chain. */
export async function chainFrom(url: string, client: TestClient, code: string): Promise<Chain> {
  const first = await exchange(url, client, code);
  if (first.status !== 200) throw new Error(`${first.status} ${JSON.stringify(first.body)}`);
  return {
    current: first.body.refresh_token ?? '',
    used: undefined,
    accessTokens: [first.body.access_token ?? ''],
    refresh,
  };
}

/** Presents a code once. */
export function exchange(url: string, client: TestClient, code: string): Promise<Answer> {
  return post(url, client, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri });
}

/** Presents a refresh token once. */
export function refresh(url: string, client: TestClient, token: string): Promise<Answer> {
  return post(url, client, { grant_type: 'refresh_token', refresh_token: token });
}

/** Refreshes until the server is gone; answers the error code of the last attempt. Any other refusal throws. */
export async function keepRefreshing(
  url: string,
  client: TestClient,
  { chain, onAcknowledged }: { readonly chain: Chain; readonly onAcknowledged: () => void },
): Promise<string> {
  for (;;) {
    let answer: Answer;
    try {
      answer = await chain.refresh(url, client, chain.current);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'unknown';
    }
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    chain.used = chain.current;
    chain.current = answer.body.refresh_token ?? '';
    chain.accessTokens.push(answer.body.access_token ?? '');
    onAcknowledged();
  }
}

// Connections are kept, so that whoever is answered has no connection on its way when the server closes.
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function post(url: string, client: TestClient, parameters: Record<string, string>): Promise<Answer> {
  const headers = { Authencation: `Client ${clientJwt(client, Date.now())}`, 'content-length': 0 };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}/oauth2/token?${new URLSearchParams(parameters)}`,
      { method: 'POST', headers, agent },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'],
            body: JSON.parse(text) as Answer['body'],
          }),
        );
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}
