import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, type Page } from '../../support/browser.ts';
import { authorizeUrl, redirected, signInAt, signJwt, tallyToken } from '../../support/tally-client.ts';
import { PASSWORD, startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode, refresh, useAccessToken } from '../../support/token-checks.ts';

const HOUR = 3_600_000;
const NEW = 'harbour-lantern-57-quill';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Visitor {
  readonly browser: Browser;
  readonly user: { id: string; password: string };
}

async function visitor(user?: { id: string; password: string }): Promise<Visitor> {
  const who = user ?? (await server.addUser());
  const browser = new Browser();
  await browser.submit(await browser.get(`${server.url}/sign-in`), { username: who.id, password: who.password });
  return { browser, user: who };
}

const account = ({ browser }: Visitor): Promise<Page> => browser.get(`${server.url}/account`);
const isIn = async (who: Visitor): Promise<boolean> => (await account(who)).status === 200;

/** Sends one of the forms of the account page. */
async function act(who: Visitor, path: string, fields: Record<string, string> = {}): Promise<Page> {
  const page = await account(who);
  const index = page.forms.findIndex(
    ({ action, hidden }) =>
      action === path && ['session_id', 'client_id'].every((name) => fields[name] === undefined || hidden[name] === fields[name]),
  );
  if (index === -1)
    return who.browser.post(server.url + path, { csrf_token: page.forms[0]?.hidden['csrf_token'] ?? '', ...fields });
  return who.browser.submit(page, fields, index);
}

/** Tokens that came of this browser's session. */
async function tokensOf(who: Visitor, client: TestClient, scope = 'all:all'): Promise<{ access: string; refresh: string }> {
  const code = redirected(await who.browser.get(authorizeUrl(server, client, { scope }))).get('code') ?? '';
  const { body } = await exchangeCode(server, client, { code });
  return { access: body.access_token ?? '', refresh: body.refresh_token ?? '' };
}

describe('the ways in and out', () => {
  test.each([
    ['/', '/account'],
    ['/account', '/sign-in'],
    ['/auth/login', '/sign-in'],
    ['/auth/logout', '/sign-out'],
  ])('%s leads to %s', async (from, to) => {
    const page = await new Browser().get(server.url + from);
    expect([page.status, page.location]).toEqual([303, to]);
  });

  test('/sign-in with a session leads to the account', async () => {
    const page = await (await visitor()).browser.get(`${server.url}/sign-in`);
    expect([page.status, page.location]).toEqual([303, '/account']);
  });

  test('signing out asks first, and a GET ends nothing', async () => {
    const who = await visitor();
    const page = await who.browser.get(`${server.url}/sign-out`);
    expect([page.status, await isIn(who)]).toEqual([200, true]);
    expect(
      (
        await who.browser.submit(
          page,
          {},
          page.forms.findIndex(({ action }) => action === '/sign-out'),
        )
      ).status,
    ).toBe(200);
    expect(await isIn(who)).toBe(false);
  });

  test('signing out ends the session on the server, not only the cookie', async () => {
    const who = await visitor();
    const cookie = who.browser.cookieNamed('hufu_session') ?? '';
    await act(who, '/sign-out');
    const thief = new Browser();
    thief.setCookie('hufu_session', cookie);
    expect(await isIn({ ...who, browser: thief })).toBe(false);
  });

  test('signing out ends what was issued in the session, but for offline_access', async () => {
    const who = await visitor();
    const client = await server.addClient({ consent: 'never' });
    const online = await tokensOf(who, client);
    const offline = await tokensOf(who, client, 'all:all offline_access');
    await act(who, '/sign-out');
    expect(await useAccessToken(server, online.access)).toBe(401);
    expect((await refresh(server, client, { refresh_token: online.refresh })).status).toBe(400);
    expect((await refresh(server, client, { refresh_token: offline.refresh })).status).toBe(200);
  });

  test('signing out without a session is a page, not an error', async () => {
    const browser = new Browser();
    expect((await browser.get(`${server.url}/sign-out`)).status).toBe(200);
    expect((await browser.post(`${server.url}/sign-out`, {})).status).toBe(200);
  });
});

describe('security §6: limits of a session', () => {
  test('12 h idle', async () => {
    const [used, unused] = [await visitor(), await visitor()];
    server.advance(8 * HOUR);
    expect(await isIn(used)).toBe(true);
    server.advance(8 * HOUR);
    expect([await isIn(used), await isIn(unused)]).toEqual([true, false]);
  });

  test('7 days, however much it is used', async () => {
    const who = await visitor();
    for (let hours = 0; hours < 7 * 24 - 1; hours += 10) {
      server.advance(10 * HOUR);
      if (hours < 7 * 24 - 20) expect(await isIn(who)).toBe(true);
    }
    expect(await isIn(who)).toBe(false);
  });
});

describe('/account', () => {
  test('shows who one is and where one is signed in, to nobody else', async () => {
    const who = await visitor();
    const page = await account(who);
    expect(page.body).toContain(who.user.id);
    expect(page.body).not.toContain((await visitor()).user.id);
  });

  test('end one other session', async () => {
    const here = await visitor();
    const there = await visitor(here.user);
    const page = await account(here);
    const form = page.forms.findIndex(({ action }) => action === '/account/sessions/end');
    const answer = await here.browser.submit(page, {}, form);
    expect([answer.status, answer.location]).toEqual([303, '/account?done=session_ended']);
    expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
  });

  test('end all others', async () => {
    const here = await visitor();
    const others = [await visitor(here.user), await visitor(here.user)];
    await act(here, '/account/sessions/end-others');
    expect(await Promise.all([here, ...others].map(isIn))).toEqual([true, false, false]);
  });

  test('somebody else’s session is answered like one that does not exist', async () => {
    const [one, other] = [await visitor(), await visitor()];
    const id = (other.browser.cookieNamed('hufu_session') ?? '').slice(4, 20);
    const strip = (page: Page): string => page.body.replaceAll(/<code>[0-9a-z]{16}<\/code>/g, '');
    const foreign = await act(one, '/account/sessions/end', { session_id: id });
    const unknown = await act(one, '/account/sessions/end', { session_id: '0'.repeat(16) });
    expect([foreign.status, strip(foreign)]).toEqual([unknown.status, strip(unknown)]);
    expect(await isIn(other)).toBe(true);
  });

  test('withdraw an application: its tokens die, and it is asked about again', async () => {
    const who = await visitor();
    const [client, other] = [await server.addClient({ fullname: 'Withdrawn One' }), await server.addClient()];
    for (const to of [client, other])
      await who.browser.submit(await who.browser.get(authorizeUrl(server, to)), { step: 'allow' });
    const tokens = await tokensOf(who, client);
    const kept = await tokensOf(who, other);
    expect((await account(who)).body).toContain('Withdrawn One');
    await act(who, '/account/applications/withdraw', { client_id: String(client.id) });
    expect((await account(who)).body).not.toContain('Withdrawn One');
    expect(await useAccessToken(server, tokens.access)).toBe(401);
    expect((await refresh(server, client, { refresh_token: tokens.refresh })).status).toBe(400);
    expect(await useAccessToken(server, kept.access)).toBe(200);
    expect((await who.browser.get(authorizeUrl(server, client))).status).toBe(200);
  });

  test('withdrawing takes nothing from other users of the application', async () => {
    const [one, other] = [await visitor(), await visitor()];
    const client = await server.addClient({ consent: 'never' });
    await tokensOf(one, client);
    const theirs = await tokensOf(other, client);
    await act(one, '/account/applications/withdraw', { client_id: String(client.id) });
    expect(await useAccessToken(server, theirs.access)).toBe(200);
  });

  test('make a personal secret: shown once, and it works', async () => {
    const who = await visitor();
    const client = await server.addClient({ grantTypes: ['password'] });
    const page = await act(who, '/account/secret');
    const secret = /\b([A-Za-z0-9_-]{43})\b(?=<\/code>)/.exec(page.body)?.[1] ?? '';
    expect([page.status, secret.length]).toEqual([200, 43]);
    expect((await account(who)).body).not.toContain(secret);
    const claims = { username: who.user.id, time: String(Math.floor(server.now() / 1000)), nonce: 'n' };
    const username = signJwt({ alg: 'HS256' }, claims, secret);
    expect((await tallyToken(server, client, { grant_type: 'password', username })).status).toBe(200);
  });

  test.each([
    '/account/password',
    '/account/sessions/end',
    '/account/sessions/end-others',
    '/account/applications/withdraw',
    '/account/secret',
  ])('CSRF: %s with no token, with another browser’s, and from another site changes nothing', async (path) => {
    const here = await visitor();
    const there = await visitor(here.user);
    const foreign = (await account(await visitor())).forms[0]?.hidden['csrf_token'] ?? '';
    const own = (await account(here)).forms[0]?.hidden['csrf_token'] ?? '';
    const crossSite = new Browser({ 'sec-fetch-site': 'cross-site' });
    for (const name of ['hufu_session', 'hufu_csrf']) crossSite.setCookie(name, here.browser.cookieNamed(name) ?? '');
    const fields = {
      session_id: (there.browser.cookieNamed('hufu_session') ?? '').slice(4, 20),
      client_id: '1',
      current_password: PASSWORD,
      new_password: NEW,
      new_password_again: NEW,
    };
    const answers = [
      await here.browser.post(server.url + path, fields),
      await here.browser.post(server.url + path, { ...fields, csrf_token: foreign }),
      await crossSite.post(server.url + path, { ...fields, csrf_token: own }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(await isIn(there)).toBe(true);
    expect((await account(here)).body).toContain('You have none.');
  });

  test.each([
    '/account/password',
    '/account/sessions/end',
    '/account/sessions/end-others',
    '/account/applications/withdraw',
    '/account/secret',
    '/account',
  ])('%s without a session leads to sign-in', async (path) => {
    const browser = new Browser();
    const page = path === '/account' ? await browser.get(server.url + path) : await browser.post(server.url + path, {});
    expect([page.status, page.location]).toEqual([303, '/sign-in']);
  });

  test('?done= says only what it may say', async () => {
    const who = await visitor();
    const page = await who.browser.get(`${server.url}/account?done=%3Cscript%3E`);
    expect([page.status, page.body.includes('<script>')]).toEqual([200, false]);
  });
});

describe('changing the password', () => {
  const change = (who: Visitor, current: string, chosen: readonly [string, string] = [NEW, NEW]): Promise<Page> =>
    act(who, '/account/password', { current_password: current, new_password: chosen[0], new_password_again: chosen[1] });

  test('all other sessions and all tokens end, this session goes on, the new one works and the old one does not', async () => {
    const here = await visitor();
    const there = await visitor(here.user);
    const client = await server.addClient({ consent: 'never' });
    const tokens = await tokensOf(there, client);
    const answer = await change(here, here.user.password);
    expect([answer.status, answer.location]).toEqual([303, '/account?done=password_changed']);
    expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
    expect(await useAccessToken(server, tokens.access)).toBe(401);
    expect(await isIn(await visitor({ id: here.user.id, password: NEW }))).toBe(true);
    expect(await isIn(await visitor(here.user))).toBe(false);
  });

  test.each([
    ['a wrong current one', 'wrong-wrong-wrong', [NEW, NEW]],
    ['an empty current one', '', [NEW, NEW]],
    ['two new ones that differ', PASSWORD, [NEW, `${NEW}x`]],
    ['a new one that is too short', PASSWORD, ['short-1', 'short-1']],
    ['a new one that is common', PASSWORD, ['qwertyuiop', 'qwertyuiop']],
    ['the same again', PASSWORD, [PASSWORD, PASSWORD]],
    ['an empty new one', PASSWORD, ['', '']],
    ['more than 1,024 bytes', PASSWORD, [NEW + 'x'.repeat(1024), NEW + 'x'.repeat(1024)]],
  ] as const)('%s changes nothing', async (_title, current, chosen) => {
    const who = await visitor();
    const page = await change(who, current, chosen);
    expect([page.status, page.location]).toEqual([200, null]);
    expect(page.body).toContain('There is a problem');
    expect(await isIn(await visitor(who.user))).toBe(true);
  });

  test('guessing the current one is throttled like a sign-in: 429 with Retry-After', async () => {
    const who = await visitor();
    let page = await change(who, 'wrong-wrong-wrong');
    for (let failures = 1; failures < 12 && page.status === 200; failures++) page = await change(who, 'wrong-wrong-wrong');
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page.body).toContain('too many failed attempts');
  });
});

test('signing in at one client is signed in at the account, and the other way round', async () => {
  const browser = new Browser();
  await signInAt(authorizeUrl(server, await server.addClient()), await server.addUser(), browser);
  expect((await browser.get(`${server.url}/account`)).status).toBe(200);
  const who = await visitor();
  expect((await who.browser.get(authorizeUrl(server, await server.addClient({ consent: 'never' })))).status).toBe(303);
});
