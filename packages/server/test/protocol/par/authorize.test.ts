import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setClient } from '../../support/administration.ts';
import { Browser } from '../../support/browser.ts';
import { push, pushedUrl } from '../../support/pushed.ts';
import { authorizeUrl, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;
let user: { readonly id: string; readonly password: string };

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
  user = await server.addUser();
});
afterAll(() => server.close());

async function reference(changes: Record<string, string> = {}, of: TestClient = client): Promise<string> {
  const { status, body } = await push(server, of, changes);
  expect([status, body.error]).toEqual([201, undefined]);
  return body.request_uri ?? '';
}

describe('RFC 9126 §4: the authorization request', () => {
  test('a pushed request leads to a code, with the state that was pushed', async () => {
    const answer = await signInAt(pushedUrl(server, [client, await reference()]), user);
    const parameters = redirected(answer);
    expect([answer.status, parameters.get('state'), parameters.get('iss')]).toEqual([303, 'pushed', server.issuer]);
    expect((await exchangeCode(server, client, { code: parameters.get('code') ?? '' })).status).toBe(200);
  });

  test('what stands beside the reference is ignored, client_id excepted', async () => {
    const evil = { redirect_uri: 'https://evil.example/', state: 'outer', scope: 'all:all', response_mode: 'form_post' };
    const url = pushedUrl(server, [client, await reference()], { ...evil, code_challenge: 'A'.repeat(43) });
    const answer = await signInAt(url, user);
    expect(answer.location?.startsWith(`${client.redirectUri}?`)).toBe(true);
    const parameters = redirected(answer);
    expect(parameters.get('state')).toBe('pushed');
    const tokens = await exchangeCode(server, client, { code: parameters.get('code') ?? '' });
    expect([tokens.status, tokens.body['scope']]).toEqual([200, 'openid']);
  });

  test('RFC 7636: the challenge that was pushed is the one that counts', async () => {
    const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
    const answer = await signInAt(pushedUrl(server, [client, await reference(challenge)]), user);
    const code = redirected(answer).get('code') ?? '';
    expect((await exchangeCode(server, client, { code })).body.error).toBe('invalid_grant');
  });

  test('RFC 9126 §7.3: it is used up by the answer and not by the look: the page can be loaded again, and its wrong password too', async () => {
    const url = pushedUrl(server, [client, await reference()]);
    const browser = new Browser();
    await browser.get(url);
    const again = await browser.get(url);
    expect([again.status, again.forms.length > 0]).toEqual([200, true]);
    const wrong = await browser.submit(again, { username: user.id, password: 'wrong-password-here' });
    expect(wrong.status).toBe(200);
    expect(redirected(await browser.submit(wrong, { username: user.id, password: user.password })).has('code')).toBe(true);
    const spent = await browser.get(url);
    expect([spent.status, spent.location]).toEqual([400, null]);
  });

  test('the forms of its pages keep the reference, and so do the links to the other language', async () => {
    const requestUri = await reference();
    const page = await new Browser().get(pushedUrl(server, [client, requestUri]));
    const action = new URL(page.forms[0]?.action ?? '', server.url);
    expect([action.searchParams.get('client_id'), action.searchParams.get('request_uri')]).toEqual([
      String(client.id),
      requestUri,
    ]);
    expect(page.body).toContain('ui_locales=zh-CN');
  });

  test('OpenID Connect Core §3.1.2.1: ui_locales that was pushed chooses the language, and a link of ours another', async () => {
    const url = pushedUrl(server, [client, await reference({ ui_locales: 'zh-CN' })]);
    expect((await new Browser().get(url)).body).toContain('<html lang="zh-CN">');
    expect((await new Browser().get(`${url}&ui_locales=en`)).body).toContain('<html lang="en">');
  });
});

describe('RFC 9126 §2.2, §4: a reference that is not good is answered by a page, never by a redirect', () => {
  async function expectPage(url: string, browser: Browser = new Browser()): Promise<void> {
    const page = await browser.get(url);
    expect([page.status, page.location]).toEqual([400, null]);
    expect(page.body).toContain('This sign-in has ended');
  }

  test("another client's, an unknown one, one with another secret, one cut short", async () => {
    const other = await server.addClient();
    const requestUri = await reference();
    await expectPage(pushedUrl(server, [other, requestUri]));
    for (const wrong of [requestUri.slice(0, -1), `${requestUri.slice(0, -2)}AA`, `${requestUri}A`, requestUri.slice(0, 34)]) {
      await expectPage(pushedUrl(server, [client, wrong], { redirect_uri: client.redirectUri, response_type: 'code' }));
    }
  });

  test('one whose time is over before a browser brought it', async () => {
    const requestUri = await reference();
    server.advance(90_001);
    await expectPage(pushedUrl(server, [client, requestUri]));
  });

  test('one that was brought in time lasts as long as a sign-in may, ten minutes, and no longer', async () => {
    const url = pushedUrl(server, [client, await reference()]);
    const browser = new Browser();
    const page = await browser.get(url);
    server.advance(500_000);
    expect((await browser.get(url)).status).toBe(200);
    expect(redirected(await browser.submit(page, { username: user.id, password: user.password })).has('code')).toBe(true);
    const second = pushedUrl(server, [client, await reference()]);
    await new Browser().get(second);
    server.advance(600_001);
    await expectPage(second);
  });

  test('client_id must stand beside it (RFC 9126 §4), once', async () => {
    const requestUri = await reference();
    const without = `${server.url}/oauth2/authorize?${new URLSearchParams({ request_uri: requestUri })}`;
    for (const url of [without, `${pushedUrl(server, [client, requestUri])}&client_id=${client.id}`]) {
      const page = await new Browser().get(url);
      expect([page.status, page.location]).toEqual([400, null]);
    }
  });

  test('one of a client that was disabled, or that has lost the redirect URI since', async () => {
    const changing = await server.addClient();
    const requestUri = await reference({}, changing);
    await setClient(server, changing, { redirectUris: ['https://new.example/callback'] });
    const moved = await new Browser().get(pushedUrl(server, [changing, requestUri]));
    expect([moved.status, moved.location]).toEqual([400, null]);
    await setClient(server, changing, { status: 'disabled' });
    const disabled = await new Browser().get(pushedUrl(server, [changing, requestUri]));
    expect([disabled.status, disabled.location]).toEqual([400, null]);
  });
});

describe('RFC 9126 §7.3: one answer', () => {
  test('of two windows in which the same request is allowed, one gets a code', async () => {
    const url = pushedUrl(server, [client, await reference()]);
    const browsers = [new Browser(), new Browser(), new Browser()];
    const pages = await Promise.all(browsers.map((browser) => browser.get(url)));
    const answers = await Promise.all(
      browsers.map((browser, index) => browser.submit(pages[index] ?? pages[0]!, { username: user.id, password: user.password })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 400, 400]);
  });

  test('a refusal is an answer too', async () => {
    const url = pushedUrl(server, [client, await reference()]);
    const browser = new Browser();
    const page = await browser.get(url);
    const cancelled = await browser.submit(page, { step: 'cancel' });
    expect([cancelled.status, redirected(cancelled).get('error'), redirected(cancelled).get('state')]).toEqual([
      303,
      'access_denied',
      'pushed',
    ]);
    expect((await browser.get(url)).status).toBe(400);
    const silent = pushedUrl(server, [client, await reference({ prompt: 'none' })]);
    expect(redirected(await new Browser().get(silent)).get('error')).toBe('login_required');
    expect((await new Browser().get(silent)).status).toBe(400);
  });

  test('with a session that needs no question the first look is the answer', async () => {
    const browser = new Browser();
    await signInAt(pushedUrl(server, [client, await reference()]), user, browser);
    const url = pushedUrl(server, [client, await reference()]);
    expect(redirected(await browser.get(url)).has('code')).toBe(true);
    expect((await browser.get(url)).status).toBe(400);
  });
});

describe('RFC 9126 §5: require_pushed_authorization_requests', () => {
  test('a client that must push is refused at once when it does not, and served when it does', async () => {
    const strict = await server.addClient({ metadata: { require_pushed_authorization_requests: true } });
    const plain = redirected(await new Browser().get(authorizeUrl(server, strict, { scope: 'openid', state: 's' })));
    expect([plain.get('error'), plain.get('state'), plain.get('iss')]).toEqual(['invalid_request', 's', server.issuer]);
    const pushed = await signInAt(pushedUrl(server, [strict, await reference({}, strict)]), user);
    expect(redirected(pushed).has('code')).toBe(true);
  });
});

describe('housekeeping', () => {
  test('what is over is deleted', async () => {
    const requestUri = await reference();
    const id = requestUri.slice(-59, -43);
    const find = () => server.storage.read(({ pushedRequests }) => pushedRequests.find(id));
    expect(await find()).toBeDefined();
    server.advance(91_000);
    await server.storage.transact(({ housekeeping }) => housekeeping.deleteExpired(server.now(), 1000));
    expect(await find()).toBeUndefined();
  });
});
