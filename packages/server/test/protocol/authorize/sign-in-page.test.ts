import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, type Page } from '../../support/browser.ts';
import { authorizeUrl, redirected, signInAt } from '../../support/tally-client.ts';
import { PASSWORD, startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1'] });
  client = await server.addClient({ fullname: 'Warehouse <b>& Co</b>' });
});
afterAll(() => server.close());

const WRONG = 'The user name or the password is wrong';
const fieldNames = (page: Page): string[] =>
  [...page.body.matchAll(/<input\b[^>]*\bname="([^"]*)"/g)].map(([, name = '']) => name);

describe('contract §1: without a session the answer is the authorize-and-sign-in page itself', () => {
  test('200, HTML, at this URL', async () => {
    const page = await new Browser().get(authorizeUrl(server, client));
    expect([page.status, page.location, page.headers.get('content-type')]).toEqual([200, null, 'text/html; charset=utf-8']);
  });

  test('a plain form with the fields username and password, posted to this very URL', async () => {
    const url = authorizeUrl(server, client, { state: 'a b&"c', scope: 'user:read', nonce: 'n', x: 'y' });
    const page = await new Browser().get(url);
    expect(fieldNames(page)).toEqual(expect.arrayContaining(['username', 'password']));
    expect(new URL(page.forms[0]?.action ?? '', url).href).toBe(new URL(url).href);
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page.body).not.toMatch(/ on[a-z]+=/);
  });

  test('it names the client and lists the scopes in words', async () => {
    const page = await new Browser().get(authorizeUrl(server, client, { scope: 'user:read offline_access' }));
    expect(page.body).toContain('Warehouse &lt;b&gt;&amp; Co&lt;/b&gt;');
    expect(page.body).toContain('See who you are, and the users you may see');
    expect(page.body).toContain('Keep this access while you are away');
    expect(page.body).toContain('client.example');
  });

  test('RFC 9700 §4.12: the answer to the form is a 303', async () => {
    expect((await signInAt(authorizeUrl(server, client), await server.addUser())).status).toBe(303);
  });

  test('a user name is read without regard to case and surrounding spaces', async () => {
    const user = await server.addUser({ id: 'Mixed-Case' });
    const page = await signInAt(authorizeUrl(server, client), { id: '  mixed-CASE ', password: user.password });
    expect(redirected(page).get('code')).toMatch(/^hfc_/);
  });
});

describe('contract §1: wrong password: the same page with a reason, the user name kept, nothing of the request lost', () => {
  test('the next try on it succeeds, with the same state', async () => {
    const browser = new Browser();
    const user = await server.addUser();
    const url = authorizeUrl(server, client, { state: 'a%20b +/"', scope: 'user:read' });
    const wrong = await signInAt(url, { id: user.id, password: 'not-the-password' }, browser);
    expect([wrong.status, wrong.location]).toEqual([200, null]);
    expect(wrong.body).toContain(WRONG);
    expect(wrong.forms[0]?.hidden['username']).toBe(user.id);
    expect(wrong.forms[0]?.hidden['password']).toBe('');
    expect(wrong.body).not.toContain('not-the-password');
    const right = await browser.submit(wrong, { password: user.password });
    expect(redirected(right).get('state')).toBe('a%20b +/"');
  });

  test('it does not tell whether the account exists', async () => {
    const known = await server.addUser();
    const without = await server.addUser({ passwordHash: '$2b$04$aaaaaaaaaaaaaaaaaaaaaeaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' });
    const pages: unknown[] = [];
    for (const id of [known.id, without.id, 'nobody', 'client-7', '__proto__', '../etc']) {
      const page = await signInAt(authorizeUrl(server, client), { id, password: 'not-the-password' });
      expect(page.body).toContain(WRONG);
      const same = page.body.replaceAll(id, '').replaceAll(/value="[^"]*"|<code>[0-9a-z]{16}<\/code>/g, '');
      pages.push([page.status, [...page.headers.keys()].sort(), same]);
    }
    for (const page of pages) expect(page).toEqual(pages[0]);
  });

  test.each([
    [{ username: '', password: PASSWORD }, 'Enter your user name'],
    [{ username: '   ', password: PASSWORD }, 'Enter your user name'],
    [{ username: 'somebody', password: '' }, 'Enter your password'],
  ])('%j: the page says what is missing', async (fields, words) => {
    const browser = new Browser();
    const page = await browser.submit(await browser.get(authorizeUrl(server, client)), fields);
    expect([page.status, page.body.includes(words)]).toEqual([200, true]);
  });
});

describe('contract §1: Chinese and English (ui_locales, then Accept-Language)', () => {
  test.each([
    [undefined, undefined, 'en'],
    [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    [undefined, 'en;q=0.5, zh-TW', 'zh-CN'],
    [undefined, 'de, fr', 'en'],
    [undefined, 'zh;q=0, en', 'en'],
    ['zh-CN', 'en', 'zh-CN'],
    ['en', 'zh-CN', 'en'],
    ['xx de zh', 'en', 'zh-CN'],
    ['xx', 'zh-CN', 'zh-CN'],
    ['x'.repeat(3000), '\t'.repeat(30), 'en'],
  ])('ui_locales %j and Accept-Language %j → %s', async (uiLocales, acceptLanguage, locale) => {
    const browser = new Browser(acceptLanguage === undefined ? { 'accept-language': '' } : { 'accept-language': acceptLanguage });
    const page = await browser.get(authorizeUrl(server, client, { ui_locales: uiLocales }));
    expect(page.status).toBe(200);
    expect(page.body).toContain(`<html lang="${locale}"`);
    expect(page.body).toContain(locale === 'en' ? 'Sign in' : '登录');
    expect(page.headers.get('vary')).toContain('accept-language');
  });

  test('changing the language loses nothing of the request', async () => {
    const page = await new Browser().get(authorizeUrl(server, client, { state: 'a b%2F', ui_locales: 'en' }));
    const link = /href="([^"]*ui_locales=zh-CN[^"]*)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const other = new URL(link, server.url);
    expect(other.searchParams.get('state')).toBe('a b%2F');
    expect(other.searchParams.getAll('ui_locales')).toEqual(['zh-CN']);
    expect((await new Browser().get(other.href)).body).toContain('<html lang="zh-CN"');
  });
});

describe('security §6: headers of the page', () => {
  test('CSP with the redirect origin in form-action, no-store, nosniff, no-referrer, no framing', async () => {
    const { headers } = await new Browser().get(authorizeUrl(server, client));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("form-action 'self' http://client.example;");
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "object-src 'none'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test.each([
    ['https://client.example:8443/cb?a=1', 'https://client.example:8443'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000/cb', 'http:'],
  ])('form-action for %s is %s and nothing wider', async (redirectUri, source) => {
    const other = await server.addClient({ redirectUris: [redirectUri] });
    const { headers } = await new Browser().get(authorizeUrl(server, other));
    expect(headers.get('content-security-policy')).toContain(`form-action 'self' ${source};`);
  });

  test('an error page sends forms nowhere but to us', async () => {
    const { headers } = await new Browser().get(authorizeUrl(server, client, { redirect_uri: 'https://evil.example/' }));
    expect(headers.get('content-security-policy')).toContain("form-action 'self';");
  });

  test('RFC 9700 §2.6: no CORS here', async () => {
    const { headers } = await new Browser({ origin: 'https://evil.example' }).get(authorizeUrl(server, client));
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('security §6: cookies', () => {
  const setCookies = (page: Page): Map<string, string> =>
    new Map(page.headers.getSetCookie().map((line): [string, string] => [line.split('=', 1)[0] ?? '', line]));

  test('HttpOnly, SameSite=Lax, Path=/; not Secure by http', async () => {
    const browser = new Browser();
    const page = await browser.get(authorizeUrl(server, client));
    const user = await server.addUser();
    const signedIn = await browser.submit(page, { username: user.id, password: user.password });
    const cookies = new Map([...setCookies(page), ...setCookies(signedIn)]);
    expect([...cookies.keys()].sort()).toEqual(['hufu_csrf', 'hufu_device', 'hufu_session']);
    for (const line of cookies.values()) {
      expect(line).toMatch(/; Path=\/(?:;|$)/);
      expect(line).toContain('; HttpOnly');
      expect(line).toContain('; SameSite=Lax');
      expect(line).not.toContain('Secure');
      expect(line).not.toContain('Domain');
    }
  });

  test('__Host- and Secure when the issuer is https, and then HSTS', async () => {
    const secure = await startTestServer({ https: true, path: '/auth' });
    try {
      const browser = new Browser();
      const toClient = await secure.addClient();
      const user = await secure.addUser();
      const page = await browser.get(authorizeUrl(secure, toClient));
      const signedIn = await browser.submit(page, { username: user.id, password: user.password });
      const cookies = [...page.headers.getSetCookie(), ...signedIn.headers.getSetCookie()];
      expect(cookies).toHaveLength(3);
      for (const line of cookies)
        expect(line).toMatch(/^__Host-hufu_[a-z]+=[^;]+(?:; Max-Age=[0-9]+)?; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
      expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      expect(redirected(signedIn).get('iss')).toBe(secure.issuer);
      expect((await browser.get(`${secure.url}/account`)).status).toBe(200);
      const plain = new Browser();
      plain.setCookie('hufu_session', browser.cookieNamed('__Host-hufu_session') ?? '');
      expect((await plain.get(`${secure.url}/account`)).status).toBe(303);
    } finally {
      await secure.close();
    }
  });

  test('the session id is 256 bits, new at each sign-in, and stored as a hash', async () => {
    const browser = new Browser();
    const user = await server.addUser();
    await signInAt(authorizeUrl(server, client), user, browser);
    const first = browser.cookieNamed('hufu_session') ?? '';
    expect(first).toMatch(/^hfs_[0-9a-z]{16}[A-Za-z0-9_-]{43}$/);
    const page = await browser.get(authorizeUrl(server, await server.addClient()));
    const again = await browser.submit(await browser.submit(page, { step: 'switch' }), {
      username: user.id,
      password: user.password,
    });
    expect(again.status).toBe(303);
    expect(browser.cookieNamed('hufu_session')).not.toBe(first);
  });

  test('a session cookie that was planted beforehand is not adopted (fixation)', async () => {
    const browser = new Browser();
    const planted = `hfs_${'0'.repeat(16)}${'a'.repeat(43)}`;
    browser.setCookie('hufu_session', planted);
    expect((await signInAt(authorizeUrl(server, client), await server.addUser(), browser)).status).toBe(303);
    expect(browser.cookieNamed('hufu_session')).not.toBe(planted);
  });
});

describe('CSRF protection', () => {
  const signIn = async (browser: Browser, fields: Record<string, string>): Promise<Page> => {
    const page = await browser.get(authorizeUrl(server, client, { state: 'kept' }));
    const user = await server.addUser();
    return browser.submit(page, { username: user.id, password: user.password, ...fields });
  };
  function expectNothingHappened(page: Page): void {
    expect([page.status, page.location]).toEqual([200, null]);
    expect(page.headers.getSetCookie().filter((line) => line.startsWith('hufu_session'))).toEqual([]);
    expect(page.body).toContain('state=kept');
  }

  test.each([
    ['missing', ''],
    ['wrong', 'a'.repeat(43)],
    ['not a token', '\u0000'],
  ])('a token that is %s', async (_title, token) => {
    expectNothingHappened(await signIn(new Browser(), { csrf_token: token }));
  });

  test('the token of another browser', async () => {
    const foreign = (await new Browser().get(authorizeUrl(server, client))).forms[0]?.hidden['csrf_token'] ?? '';
    expect(foreign).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expectNothingHappened(await signIn(new Browser(), { csrf_token: foreign }));
  });

  test('a token without its cookie', async () => {
    const page = await new Browser().get(authorizeUrl(server, client, { state: 'kept' }));
    const user = await server.addUser();
    expectNothingHappened(await new Browser().submit(page, { username: user.id, password: user.password }));
  });

  test('the token from before the sign-in, after it', async () => {
    const browser = new Browser();
    const before = await browser.get(authorizeUrl(server, client, { state: 'kept' }));
    const user = await server.addUser();
    await browser.submit(before, { username: user.id, password: user.password });
    const other = await server.addClient();
    const consent = await browser.get(authorizeUrl(server, other));
    const stale = { csrf_token: before.forms[0]?.hidden['csrf_token'] ?? '', step: 'allow' };
    const answer = await browser.submit(consent, stale);
    expect([answer.status, answer.location]).toEqual([200, null]);
  });

  test.each(['cross-site', 'same-site'])('Sec-Fetch-Site: %s, though the token is right', async (site) => {
    expectNothingHappened(await signIn(new Browser({ 'sec-fetch-site': site }), {}));
  });

  test('Sec-Fetch-Site: same-origin, and none, are ours', async () => {
    for (const site of ['same-origin', 'none'])
      expect((await signIn(new Browser({ 'sec-fetch-site': site }), {})).status).toBe(303);
  });

  test('the page that comes instead keeps the user name, and works', async () => {
    const browser = new Browser();
    const user = await server.addUser();
    const page = await browser.get(authorizeUrl(server, client));
    const expired = await browser.submit(page, { username: user.id, password: user.password, csrf_token: 'x' });
    expect(expired.forms[0]?.hidden['username']).toBe(user.id);
    expect((await browser.submit(expired, { password: user.password })).status).toBe(303);
  });
});
