import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStatus } from '../../support/administration.ts';
import { Browser, type Page } from '../../support/browser.ts';
import { authorizeUrl, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

const NEW = 'harbour-lantern-57-quill';
let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

interface Started {
  readonly browser: Browser;
  readonly user: { id: string; password: string };
  readonly page: Page;
}

async function start(): Promise<Started> {
  const browser = new Browser();
  const user = await server.addUser({ mustChangePassword: true });
  const page = await signInAt(authorizeUrl(server, client, { state: 'kept' }), user, browser);
  return { browser, user, page };
}

const choose = ({ browser, page }: Started, password: string, fields: Record<string, string> = {}): Promise<Page> =>
  browser.submit(page, { new_password: password, new_password_again: password, ...fields });

describe('security §6: a password that somebody else set is changed at the first sign-in', () => {
  test('the right password leads to a page for a new one, without a session', async () => {
    const { browser, page } = await start();
    expect([page.status, page.location]).toEqual([200, null]);
    expect(page.body).toContain('name="new_password"');
    expect(browser.cookieNamed('hufu_session')).toBeUndefined();
  });

  test('the new password signs in and goes on with the request', async () => {
    const started = await start();
    const done = await choose(started, NEW);
    expect(Object.fromEntries(redirected(done))).toMatchObject({ state: 'kept', iss: server.issuer });
    expect(redirected(done).get('code')).toMatch(/^hfc_/);
    const { id, password } = started.user;
    expect((await signInAt(authorizeUrl(server, client), { id, password: NEW })).status).toBe(303);
    expect((await signInAt(authorizeUrl(server, client), { id, password })).status).toBe(200);
  });

  test.each([
    ['too short', 'short-1'],
    ['common', 'password123'],
    ['the one before', 'violet-anchor-93-mosaic'],
  ])('a new password that is %s is refused, and the step goes on', async (_title, password) => {
    const started = await start();
    const refused = await choose(started, password);
    expect([refused.status, refused.location]).toEqual([200, null]);
    expect(refused.body).toContain('name="new_password"');
    expect((await choose({ ...started, page: refused }, NEW)).status).toBe(303);
  });

  test('two that differ are refused', async () => {
    const refused = await choose(await start(), NEW, { new_password_again: `${NEW}x` });
    expect([refused.status, refused.location]).toEqual([200, null]);
  });
});

describe('security §1.7: the step cannot be skipped', () => {
  test.each(['allow', 'sign-in', 'deny', 'switch', ''])('by step %j', async (step) => {
    const { browser, page } = await start();
    await browser.submit(page, { step });
    expect(browser.cookieNamed('hufu_session')).toBeUndefined();
    expect((await browser.get(authorizeUrl(server, client))).body).toContain('name="password"');
  });

  test.each(['/account', '/setup/done'])('by %s', async (path) => {
    const { browser } = await start();
    expect((await browser.get(server.url + path)).status).toBe(303);
  });

  test('by /sign-in, where the same is asked', async () => {
    const { user } = await start();
    const browser = new Browser();
    const page = await browser.submit(await browser.get(`${server.url}/sign-in`), { username: user.id, password: user.password });
    expect(page.body).toContain('name="new_password"');
    expect(browser.cookieNamed('hufu_session')).toBeUndefined();
    const done = await browser.submit(page, { new_password: NEW, new_password_again: NEW });
    expect([done.status, done.location]).toEqual([303, '/account']);
  });

  test.each(['', 'x', '99999999999999.nobody.aaaa'])('by a change_token %j', async (change_token) => {
    const started = await start();
    const answer = await choose(started, NEW, { change_token });
    expect([answer.status, answer.location]).toEqual([200, null]);
    expect(started.browser.cookieNamed('hufu_session')).toBeUndefined();
  });

  test('by the change_token of another user', async () => {
    const [one, other] = [await start(), await start()];
    const token = one.page.forms[0]?.hidden['change_token'] ?? '';
    const forged = token.replace(`.${one.user.id}.`, `.${other.user.id}.`);
    expect(forged).not.toBe(token);
    expect((await choose(other, NEW, { change_token: forged })).location).toBeNull();
  });

  test('the change_token is good once', async () => {
    const started = await start();
    expect((await choose(started, NEW)).status).toBe(303);
    const browser = new Browser();
    const page = await browser.get(authorizeUrl(server, client));
    const hidden = {
      ...page.forms[0]?.hidden,
      step: 'change-password',
      change_token: started.page.forms[0]?.hidden['change_token'] ?? '',
    };
    const replayed = await browser.post(authorizeUrl(server, client), {
      ...hidden,
      new_password: `${NEW}2`,
      new_password_again: `${NEW}2`,
    });
    expect([replayed.status, replayed.location]).toEqual([200, null]);
  });

  test('the change_token is good for ten minutes', async () => {
    const started = await start();
    server.advance(10 * 60_000 + 1);
    expect((await choose(started, NEW)).location).toBeNull();
  });

  test('a user who is frozen meanwhile is not signed in by it', async () => {
    const started = await start();
    await setStatus(server, started.user.id, 'frozen');
    expect((await choose(started, NEW)).location).toBeNull();
    expect(started.browser.cookieNamed('hufu_session')).toBeUndefined();
  });
});
