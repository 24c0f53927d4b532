import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStatus } from '../../support/administration.ts';
import { Browser, type Page } from '../../support/browser.ts';
import { authorizeUrl, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A browser with a session that came from a client nobody asks about again. */
async function signedIn(): Promise<{ browser: Browser; user: { id: string; password: string } }> {
  const browser = new Browser();
  const user = await server.addUser();
  await signInAt(authorizeUrl(server, await server.addClient()), user, browser);
  return { browser, user };
}

const isConsent = (page: Page): boolean => page.status === 200 && page.body.includes('value="allow"');
const hasCode = (page: Page): boolean => page.status === 303 && redirected(page).has('code');

describe('contract §1: the consent rule', () => {
  test('once: signing in on the page is the consent, for these scopes and none beyond', async () => {
    const { browser, user } = await signedIn();
    const client = await server.addClient({ consent: 'once' });
    const fresh = new Browser();
    expect(hasCode(await signInAt(authorizeUrl(server, client, { scope: 'user:read' }), user, fresh))).toBe(true);
    expect(hasCode(await fresh.get(authorizeUrl(server, client, { scope: 'user:read' })))).toBe(true);
    expect(hasCode(await browser.get(authorizeUrl(server, client, { scope: 'user:read' })))).toBe(true);
    expect(isConsent(await fresh.get(authorizeUrl(server, client, { scope: 'user:read role:read' })))).toBe(true);
  });

  test('once: a consent to all:all covers the sixteen, and not openid', async () => {
    const { browser } = await signedIn();
    const client = await server.addClient();
    await browser.submit(await browser.get(authorizeUrl(server, client, { scope: 'all:all' })), { step: 'allow' });
    expect(hasCode(await browser.get(authorizeUrl(server, client, { scope: 'user:read groupuser:write' })))).toBe(true);
    expect(isConsent(await browser.get(authorizeUrl(server, client, { scope: 'user:read openid' })))).toBe(true);
  });

  test('once: consents add up', async () => {
    const { browser } = await signedIn();
    const client = await server.addClient();
    for (const scope of ['user:read', 'role:read']) {
      await browser.submit(await browser.get(authorizeUrl(server, client, { scope })), { step: 'allow' });
    }
    expect(hasCode(await browser.get(authorizeUrl(server, client, { scope: 'user:read role:read' })))).toBe(true);
  });

  test('once: the page tells what is new from what was allowed before', async () => {
    const { browser } = await signedIn();
    const client = await server.addClient();
    await browser.submit(await browser.get(authorizeUrl(server, client, { scope: 'user:read' })), { step: 'allow' });
    const page = await browser.get(authorizeUrl(server, client, { scope: 'user:read group:write' }));
    expect(page.body).toContain('now also asks to');
    expect(page.body).toContain('Create, change and delete groups');
  });

  test('always: asked each time', async () => {
    const { browser } = await signedIn();
    const client = await server.addClient({ consent: 'always' });
    for (let count = 0; count < 2; count++) {
      const page = await browser.get(authorizeUrl(server, client));
      expect(isConsent(page)).toBe(true);
      expect(hasCode(await browser.submit(page, { step: 'allow' }))).toBe(true);
    }
  });

  test('never: straight back with a code', async () => {
    const { browser } = await signedIn();
    expect(hasCode(await browser.get(authorizeUrl(server, await server.addClient({ consent: 'never' }))))).toBe(true);
  });

  test('one user’s consent is not another’s', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    const client = await server.addClient();
    await one.browser.submit(await one.browser.get(authorizeUrl(server, client)), { step: 'allow' });
    expect(isConsent(await other.browser.get(authorizeUrl(server, client)))).toBe(true);
  });

  test('Deny: access_denied, and the next request asks again', async () => {
    const { browser } = await signedIn();
    const client = await server.addClient();
    const denied = await browser.submit(await browser.get(authorizeUrl(server, client, { state: 'q' })), { step: 'deny' });
    expect(Object.fromEntries(redirected(denied))).toMatchObject({ error: 'access_denied', state: 'q', iss: server.issuer });
    expect(isConsent(await browser.get(authorizeUrl(server, client)))).toBe(true);
  });

  test('signing in for consent always and never works as for once', async () => {
    for (const consent of ['always', 'never'] as const) {
      expect(hasCode(await signInAt(authorizeUrl(server, await server.addClient({ consent })), await server.addUser()))).toBe(
        true,
      );
    }
  });
});

describe('steps that cannot be taken without what comes before (security §1.7)', () => {
  test('allow without a session is the sign-in page', async () => {
    const browser = new Browser();
    const page = await browser.get(authorizeUrl(server, await server.addClient()));
    const answer = await browser.submit(page, { step: 'allow' });
    expect([answer.status, answer.location, answer.body.includes('name="password"')]).toEqual([200, null, true]);
  });

  test('allow after the session has ended is the sign-in page', async () => {
    const { browser, user } = await signedIn();
    const page = await browser.get(authorizeUrl(server, await server.addClient()));
    await setStatus(server, user.id, 'frozen');
    const answer = await browser.submit(page, { step: 'allow' });
    expect([answer.status, answer.location]).toEqual([200, null]);
  });

  test.each(['', 'nonsense', 'toString', '__proto__', 'ALLOW'])('a step %j is a clear error', async (step) => {
    const { browser } = await signedIn();
    const page = await browser.get(authorizeUrl(server, await server.addClient()));
    const answer = await browser.submit(page, { step });
    expect([answer.status, answer.location]).toEqual([400, null]);
  });

  test('a consent is for the request of its page: what the URL is changed to is judged anew', async () => {
    const { browser } = await signedIn();
    const client = await server.addClient({ scope: 'user:read' });
    const page = await browser.get(authorizeUrl(server, client, { scope: 'user:read' }));
    const changed = {
      ...page,
      url: authorizeUrl(server, client),
      forms: [{ action: authorizeUrl(server, client, { scope: 'all:all' }), hidden: page.forms[0]?.hidden ?? {} }],
    };
    expect(redirected(await browser.submit(changed, { step: 'allow' })).get('error')).toBe('invalid_scope');
  });

  test('another account: the page to sign in, and the code is for whoever then signs in', async () => {
    const { browser, user } = await signedIn();
    const client = await server.addClient();
    const other = await server.addUser();
    const page = await browser.submit(await browser.get(authorizeUrl(server, client, { state: 's' })), { step: 'switch' });
    expect([page.status, page.body.includes('name="password"')]).toEqual([200, true]);
    const done = await browser.submit(page, { username: other.id, password: other.password });
    expect(redirected(done).get('state')).toBe('s');
    const account = await browser.get(`${server.url}/account`);
    expect(account.body).toContain(other.id);
    expect(account.body).not.toContain(user.id);
  });

  test('the one who opens the page and the one who allows it are the same: a page of one session is worth nothing in another', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    const page = await one.browser.get(authorizeUrl(server, await server.addClient()));
    expect(isConsent(await other.browser.submit(page, { step: 'allow' }))).toBe(true);
  });
});
