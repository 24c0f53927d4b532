import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personalSecret, setClient } from '../support/administration.ts';
import { Browser } from '../support/browser.ts';
import {
  authorizeUrl,
  basic,
  clientJwt,
  formToken,
  obtainCode,
  obtainTokens,
  redirected,
  signInAt,
  signJwt,
  tokenRequest,
} from '../support/tally-client.ts';
import { PASSWORD, startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';
import { exchangeCode, useAccessToken, verdict } from '../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1'] });
  client = await server.addClient();
});
afterAll(() => server.close());

const NEW_PASSWORD = 'seven-lanterns-cross-11';

// Neither has a limit of its own: when the work grows faster than the input, the test runs into its time limit.
describe('security §1.10: hostile input costs no more than its length', () => {
  test.each(['.'.repeat(14_000), 'a.'.repeat(7_000)])('an Authorization header of dots', async (dots) => {
    const answer = await tokenRequest(`${server.url}/oauth2/token`, {
      headers: { authorization: `${dots} x` },
      body: new URLSearchParams({ grant_type: 'refresh_token' }),
    });
    expect(verdict(answer)).toEqual([401, 'invalid_client']);
  });

  test('user names and passwords that are costly to normalise', async () => {
    const costly = `a${'\u0301'.repeat(2_400)}${'\u0316'.repeat(2_400)}`;
    const browser = new Browser();
    const page = await browser.get(`${server.url}/sign-in`);
    for (let count = 0; count < 20; count++) {
      const answer = await browser.submit(page, { username: costly, password: costly });
      expect([200, 429]).toContain(answer.status);
    }
  });
});

describe('security §1.3: nothing is checked first and done after', () => {
  test('of 60 wrong client secrets at once 20 are looked at', async () => {
    const own = await server.addClient();
    const guess = { ...basic({ ...own, secret: 'x'.repeat(30) }), 'x-forwarded-for': '203.0.113.7' };
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => formToken(server, { grant_type: 'refresh_token', refresh_token: 'x' }, guess)),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(40);
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('what a public client is sent wrongly does not shut it out', async () => {
    const open = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://app.example/cb'] });
    const wrong = { client_id: String(open.id), client_secret: 'x', grant_type: 'refresh_token', refresh_token: 'x' };
    for (let count = 0; count < 25; count++) await formToken(server, wrong);
    const right = { client_id: String(open.id), grant_type: 'refresh_token', refresh_token: 'x' };
    expect(verdict(await formToken(server, right))).toEqual([400, 'invalid_grant']);
  });

  test('contract §3: a JWT that must not be repeated is used up by a request that fails otherwise', async () => {
    const strict = await server.addClient({ refuseJwtReplay: true });
    const headers = { Authencation: `Client ${clientJwt(strict, server.now())}` };
    const send = (query: Record<string, string>) =>
      tokenRequest(`${server.url}/oauth2/token?${new URLSearchParams(query)}`, { headers });
    expect(verdict(await send({ grant_type: 'nope' }))).toEqual([400, 'unsupported_grant_type']);
    const code = await obtainCode(server, strict);
    const query = { grant_type: 'authorization_code', code, redirect_uri: strict.redirectUri };
    expect(verdict(await send(query))).toEqual([401, 'invalid_client']);
  });

  test('withdrawing an application leaves no code behind that was on its way', async () => {
    const user = await server.addUser();
    const own = await server.addClient();
    const browser = new Browser();
    await signInAt(authorizeUrl(server, own), user, browser);
    const account = await browser.get(`${server.url}/account`);
    const index = account.forms.findIndex(({ action }) => action.endsWith('/withdraw'));
    const before = Array.from({ length: 10 }, () => browser.get(authorizeUrl(server, own)));
    const withdrawn = browser.submit(account, {}, index);
    const after = Array.from({ length: 10 }, () => browser.get(authorizeUrl(server, own)));
    const pages = await Promise.all([...before, ...after]);
    expect((await withdrawn).status).toBe(303);
    for (const page of pages) {
      const code = page.status === 303 ? redirected(page).get('code') : null;
      if (code !== null) expect((await exchangeCode(server, own, { code })).body.error).toBe('invalid_grant');
    }
  });

  test('a client changed while its user decides is judged anew', async () => {
    const own = await server.addClient();
    const browser = new Browser();
    const user = await server.addUser();
    const page = await browser.get(authorizeUrl(server, own));
    await setClient(server, own, { requirePkce: true });
    const answer = await browser.submit(page, { username: user.id, password: user.password });
    expect(redirected(answer).get('error')).toBe('invalid_request');
  });
});

describe('ADR 0008: what ends with a password and with a session', () => {
  const changePassword = async (browser: Browser): Promise<void> => {
    const account = await browser.get(`${server.url}/account`);
    const index = account.forms.findIndex(({ action }) => action.endsWith('/account/password'));
    const fields = { current_password: PASSWORD, new_password: NEW_PASSWORD, new_password_again: NEW_PASSWORD };
    expect((await browser.submit(account, fields, index)).status).toBe(303);
  };

  test('a personal secret ends with the password it was made under', async () => {
    const commandLine = await server.addClient({ grantTypes: ['password', 'refresh_token'] });
    const user = await server.addUser();
    const secret = await personalSecret(server, user.id);
    const send = (): ReturnType<typeof formToken> => {
      const claims = { username: user.id, time: String(Math.floor(server.now() / 1000)), nonce: 'n' };
      const username = signJwt({ alg: 'HS256', typ: 'JWT' }, claims, secret);
      return formToken(server, { grant_type: 'password', username }, basic(commandLine));
    };
    expect((await send()).status).toBe(200);
    const browser = new Browser();
    await browser.submit(await browser.get(`${server.url}/sign-in`), { username: user.id, password: user.password });
    await changePassword(browser);
    expect(verdict(await send())).toEqual([400, 'invalid_grant']);
  });

  test('the mark of a known browser ends with the password it was issued under, but for the browser that changed it', async () => {
    const user = await server.addUser();
    const [old, changing] = [new Browser(), new Browser()];
    for (const browser of [old, changing]) {
      await browser.submit(await browser.get(`${server.url}/sign-in`), { username: user.id, password: user.password });
    }
    await changePassword(changing);
    const tries = async (mark: string | undefined, address: string): Promise<number> => {
      const stranger = new Browser({ 'x-forwarded-for': address });
      stranger.setCookie('hufu_device', mark ?? '');
      const page = await stranger.get(`${server.url}/sign-in`);
      return (await stranger.submit(page, { username: user.id, password: 'wrong' })).status;
    };
    for (let count = 0; count < 10; count++) await tries(undefined, `192.0.2.${count}`);
    expect(await tries(old.cookieNamed('hufu_device'), '192.0.2.99')).toBe(429);
    expect(await tries(changing.cookieNamed('hufu_device'), '192.0.2.99')).toBe(200);
  });

  test('another person signing in in the same browser ends what the first had opened there', async () => {
    const [first, second] = [await server.addUser(), await server.addUser()];
    const browser = new Browser();
    const code = redirected(await signInAt(authorizeUrl(server, client), first, browser)).get('code') ?? '';
    const tokens = await exchangeCode(server, client, { code });
    const consent = await browser.get(authorizeUrl(server, await server.addClient()));
    const page = await browser.submit(consent, { step: 'switch' });
    await browser.submit(page, { username: second.id, password: second.password });
    expect(await useAccessToken(server, tokens.body.access_token ?? '')).toBe(401);
  });
});

describe('answers of the edges', () => {
  test.each(['/%ff', '/account/%c0%ae'])('a path that cannot be decoded is refused by us: %s', async (path) => {
    const response = await fetch(server.url + path);
    const body = (await response.json()) as { error: string; error_description: string };
    expect([response.status, body.error]).toEqual([400, 'invalid_request']);
    expect(body.error_description).toContain(response.headers.get('x-request-id'));
  });

  test('HEAD on the authorization endpoint issues no code: 405 with Allow', async () => {
    const browser = new Browser();
    await signInAt(authorizeUrl(server, client), await server.addUser(), browser);
    const response = await fetch(authorizeUrl(server, client), {
      method: 'HEAD',
      headers: { cookie: browser.cookie },
      redirect: 'manual',
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  test('a sign-in page left open in a second tab leads to the account once one is signed in', async () => {
    const user = await server.addUser();
    const browser = new Browser();
    const [one, other] = [await browser.get(`${server.url}/sign-in`), await browser.get(`${server.url}/sign-in`)];
    await browser.submit(one, { username: user.id, password: user.password });
    const answer = await browser.submit(other, { username: user.id, password: user.password });
    expect([answer.status, new URL(answer.location ?? '', server.url).pathname]).toEqual([303, '/account']);
  });

  test('the tokens of a session are still good after all of this', async () => {
    const { access } = await obtainTokens(server, client);
    expect(await useAccessToken(server, access)).toBe(200);
  });
});
