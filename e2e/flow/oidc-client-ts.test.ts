import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestClient, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { freePort } from '../support/free-port.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage } from '../support/watched-page.ts';

const LIBRARY = readFileSync(
  new URL('dist/browser/oidc-client-ts.min.js', import.meta.resolve('oidc-client-ts/package.json')),
  'utf8',
);
const PAGE = '<!doctype html><title>Page of another origin</title><link rel="icon" href="data:,"><script src="/lib.js"></script>';

let browser: Browser;
let server: TestServer;
let site: Server;
let home: string;
let client: TestClient;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  const port = await freePort();
  // `localhost` is another site than the test server's 127.0.0.1: no cookie of ours comes with a fetch.
  home = `http://localhost:${port}/`;
  site = createServer((request, response) => {
    const isLibrary = request.url === '/lib.js';
    response.setHeader('content-type', isLibrary ? 'text/javascript' : 'text/html').end(isLibrary ? LIBRARY : PAGE);
  });
  await new Promise<void>((resolve) => site.listen(port, 'localhost', resolve));
  client = await server.addClient({ authenticationMethod: 'none', redirectUris: [home] });
});
afterAll(async () => {
  await browser.close();
  site.closeAllConnections();
  site.close();
  await server.close();
});

/** The library's manager of our client, as a text: what runs in the page is none of this file's. */
function manager(settings: string): string {
  const own = { authority: server.issuer, client_id: String(client.id), redirect_uri: home, scope: 'openid profile' };
  return `new oidc.UserManager({ ...${JSON.stringify(own)}, ${settings} })`;
}

/** Signs in by the library; answers what it holds of the user. */
async function signedIn(page: Page, settings = ''): Promise<Record<string, unknown>> {
  await page.goto(home);
  // Not waited for: the page is left meanwhile.
  await page.evaluate(`void ${manager(settings)}.signinRedirect()`);
  await signIn(page, await server.addUser({ fullname: '林晓雨' }));
  await page.waitForURL((url) => url.href.startsWith(home));
  return page.evaluate(`${manager(settings)}.signinCallback()`);
}

describe('a page of another origin, in Chromium', () => {
  test('[oidc-client-ts] OpenID Connect Discovery §4, RFC 7636 §4: discovery, and the code exchanged by fetch', async () => {
    const { page, complaints, close } = await openPage(browser);
    const user = await signedIn(page);
    expect(user).toMatchObject({ token_type: 'Bearer', scope: 'openid profile', profile: { iss: server.issuer } });
    expect(complaints).toEqual([]);
    await close();
  });

  test('[oidc-client-ts] OpenID Connect Core §5.3: userinfo by fetch', async () => {
    const { page, complaints, close } = await openPage(browser);
    expect(await signedIn(page, 'loadUserInfo: true')).toMatchObject({ profile: { name: '林晓雨' } });
    expect(complaints).toEqual([]);
    await close();
  });

  test('[oidc-client-ts] RFC 6749 §6: it renews its tokens by the refresh token', async () => {
    const { page, complaints, close } = await openPage(browser);
    const before = await signedIn(page);
    const after = await page.evaluate<Record<string, unknown>>(`${manager('')}.signinSilent()`);
    expect(after['access_token']).toMatch(/^hfa_/);
    expect(after['access_token']).not.toBe(before['access_token']);
    expect(complaints).toEqual([]);
    await close();
  });

  test('[oidc-client-ts] RFC 7009 §2: it revokes its tokens by fetch', async () => {
    const { page, complaints, close } = await openPage(browser);
    const { access_token: token } = await signedIn(page);
    await page.evaluate(`${manager('')}.revokeTokens()`);
    const refused = await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect(refused.status).toBe(401);
    expect(complaints).toEqual([]);
    await close();
  });

  test('[oidc-client-ts] RFC 9449 §5: tokens bound to a key that never leaves the browser', async () => {
    const { page, complaints, close } = await openPage(browser);
    const dpop = 'dpop: { bind_authorization_code: true, store: new oidc.IndexedDbDPoPStore() }';
    expect(await signedIn(page, dpop)).toMatchObject({ token_type: 'DPoP' });
    expect(complaints).toEqual([]);
    await close();
  });
});
