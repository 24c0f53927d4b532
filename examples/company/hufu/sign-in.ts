import { type Client, clientJwt } from './api.ts';

/** Somebody with a password. */
interface Person {
  readonly id: string;
  readonly password: string;
}

/**
 * Signs a person in as a browser would: the sign-in page, its form, the code that comes back, and the token for it.
 * Answers the access token. Throws when the sign-in does not end with a code.
 */
export async function signIn(client: Client, person: Person): Promise<string> {
  const { url, id, redirectUri } = client;
  const query = { client_id: id, redirect_uri: redirectUri, response_type: 'code', scope: 'all:all' };
  const address = `${url}/oauth2/authorize?${new URLSearchParams(query)}`;
  const page = await fetch(address);
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const csrf = /name="csrf_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const fields = { step: 'sign-in', csrf_token: csrf, username: person.id, password: person.password };
  const body = new URLSearchParams(fields);
  const answer = await fetch(address, { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
  const code = new URL(answer.headers.get('location') ?? url).searchParams.get('code');
  if (code === null) throw new Error(`${person.id} could not sign in: ${answer.status}`);
  return redeem(client, code);
}

async function redeem(client: Client, code: string): Promise<string> {
  const query = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
  const headers = { Authencation: `Client ${clientJwt(client)}` };
  const response = await fetch(`${client.url}/oauth2/token?${new URLSearchParams(query)}`, { method: 'POST', headers });
  const { access_token: token, error_description: reason } = (await response.json()) as Record<string, string>;
  if (token === undefined) throw new Error(`the code was not exchanged: ${reason}`);
  return token;
}
