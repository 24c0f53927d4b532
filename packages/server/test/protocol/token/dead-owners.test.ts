import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personalSecret, removeClient, setClient, setStatus } from '../../support/administration.ts';
import { Browser } from '../../support/browser.ts';
import { authorizeUrl, obtainCode, redirected, signInAt, signJwt, tallyToken } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode, expiry, refresh, useAccessToken } from '../../support/token-checks.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Everything that a user and a client can hold of each other. */
interface Holding {
  readonly user: { id: string; password: string };
  readonly client: TestClient;
  readonly browser: Browser;
  readonly code: string;
  readonly access: string;
  readonly refresh: string;
  readonly personalSecret: string;
}

async function holding(): Promise<Holding> {
  const client = await server.addClient({ grantTypes: ['authorization_code', 'refresh_token', 'password'] });
  const user = await server.addUser();
  const browser = new Browser();
  const first = redirected(await signInAt(authorizeUrl(server, client), user, browser)).get('code') ?? '';
  const tokens = (await exchangeCode(server, client, { code: first })).body;
  const code = redirected(await browser.get(authorizeUrl(server, client))).get('code') ?? '';
  const secret = await personalSecret(server, user.id);
  return {
    user,
    client,
    browser,
    code,
    access: tokens.access_token ?? '',
    refresh: tokens.refresh_token ?? '',
    personalSecret: secret,
  };
}

type Use = (held: Holding) => Promise<boolean>;

/** Each way to get something, and whether it was got. */
const USES: Readonly<Record<string, Use>> = {
  'the code': async ({ client, code }) => (await exchangeCode(server, client, { code })).status === 200,
  'the refresh token': async ({ client, refresh: token }) =>
    (await refresh(server, client, { refresh_token: token })).status === 200,
  'the access token': async ({ access }) => (await useAccessToken(server, access)) === 200,
  'the client’s JWT': async ({ client }) => (await refresh(server, client, { refresh_token: 'none' })).status === 400,
  'the session, for a new code': async ({ browser, client }) =>
    (await browser.get(authorizeUrl(server, client))).location?.includes('code=') === true,
  'the session, at the account': async ({ browser }) => (await browser.get(`${server.url}/account`)).status === 200,
  'the password': async ({ user, client }) =>
    (await signInAt(authorizeUrl(server, client), user)).location?.includes('code=') === true,
  'the personal secret': async ({ user, client, personalSecret: secret }) => {
    const claims = { username: user.id, time: String(Math.floor(server.now() / 1000)), nonce: 'n' };
    return (
      (await tallyToken(server, client, { grant_type: 'password', username: signJwt({ alg: 'HS256' }, claims, secret) }))
        .status === 200
    );
  },
};

const OF_THE_CLIENT = ['the session, at the account'];
const OF_THE_USER = ['the client’s JWT'];
const OF_BOTH = ['the client’s JWT', 'the password', 'the personal secret'];

/** What was done, and what works on after it. */
const DEATHS: readonly (readonly [string, (held: Holding) => Promise<void>, readonly string[]])[] = [
  ['nothing', async () => undefined, Object.keys(USES)],
  ['a disabled client', ({ client }) => setClient(server, client, { status: 'disabled' }), OF_THE_CLIENT],
  ['a deleted client', ({ client }) => removeClient(server, client), OF_THE_CLIENT],
  ['a frozen user', ({ user }) => setStatus(server, user.id, 'frozen'), OF_THE_USER],
  ['a deleted user', ({ user }) => setStatus(server, user.id, 'delete'), OF_THE_USER],
  ['a token that was ended, with the session it came from', ({ access }) => endToken(access), OF_BOTH],
  ['a session that was signed out of', ({ browser }) => signOut(browser), OF_BOTH],
];

async function endToken(access: string): Promise<void> {
  const url = `${server.url}/oauth2/token?access_token=${access}`;
  const answer = await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${access}` } });
  expect(answer.status).toBe(200);
}

async function signOut(browser: Browser): Promise<void> {
  const page = await browser.submit(await browser.get(`${server.url}/sign-out`), {});
  expect(page.status).toBe(200);
}

describe.each(DEATHS)('security §1.2: %s', (_title, kill, survivors) => {
  // Sign-ins open a page first, which a client that is gone does not have.
  test.each(Object.entries(USES))('%s', async (name, use) => {
    const held = await holding();
    await kill(held);
    const got = await use(held).catch(() => false);
    expect(got).toBe(survivors.includes(name));
  });
});

test('freezing and thawing brings neither sessions nor tokens back, but the password works again', async () => {
  const held = await holding();
  await setStatus(server, held.user.id, 'frozen');
  await setStatus(server, held.user.id, 'active');
  for (const name of ['the code', 'the refresh token', 'the access token', 'the session, at the account']) {
    expect([name, await USES[name]?.(held)]).toEqual([name, false]);
  }
  expect(await USES['the password']?.(held)).toBe(true);
});

test('contract §3: /oauth2/expire calls the tokens of a frozen user and of a disabled client expired', async () => {
  const [one, other] = [await holding(), await holding()];
  await setStatus(server, one.user.id, 'frozen');
  await setClient(server, other.client, { status: 'disabled' });
  for (const { access, refresh: token } of [one, other]) {
    expect(await expiry(server, { access_token: access })).toEqual({ is_access_expired: true, is_refresh_expired: true });
    expect(await expiry(server, { refresh_token: token })).toEqual({ is_access_expired: true, is_refresh_expired: true });
  }
});

test('a user who is frozen between sign-in page and submission gets the answer of a wrong password', async () => {
  const client = await server.addClient();
  const user = await server.addUser();
  const browser = new Browser();
  const page = await browser.get(authorizeUrl(server, client));
  await setStatus(server, user.id, 'frozen');
  const answer = await browser.submit(page, { username: user.id, password: user.password });
  expect([answer.status, answer.location]).toEqual([200, null]);
  expect(answer.body).toContain('The user name or the password is wrong');
});

test('a code that was issued before a client was disabled is dead while it is, without being burned', async () => {
  const client = await server.addClient();
  const code = await obtainCode(server, client);
  await setClient(server, client, { status: 'disabled' });
  expect((await exchangeCode(server, client, { code })).body.error).toBe('invalid_client');
  await setClient(server, client, { status: 'active' });
  expect((await exchangeCode(server, client, { code })).status).toBe(200);
});
