import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addLogoutClient, endSessionUrl } from '../../packages/server/test/support/logout.ts';
import { startTestServer, type TestClient, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage } from '../support/watched-page.ts';

let browser: Browser;
let server: TestServer;
let application: Server;
let client: TestClient;
let afterwards: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  application = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    const parameters = { client_id: client.id, post_logout_redirect_uri: afterwards, state: 'by-post' };
    const fields = Object.entries(parameters).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
    response.end(`<!doctype html><title>a</title><link rel="icon" href="data:,">
<form method="post" action="${server.url}/oauth2/end_session">${fields.join('')}<button>out</button></form>`);
  });
  await new Promise<void>((resolve) => application.listen(0, 'localhost', resolve));
  // Another site than the server's 127.0.0.1, as applications are.
  afterwards = `http://localhost:${(application.address() as AddressInfo).port}/signed-out`;
  client = await addLogoutClient(server, { post_logout_redirect_uris: [afterwards] }, { fullname: 'Warehouse' });
});
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => application.close(resolve));
  await server.close();
});

async function signInHere(page: Page): Promise<void> {
  await page.goto(`${server.url}/sign-in`);
  await signIn(page, await server.addUser());
}

async function isIn(page: Page): Promise<boolean> {
  await page.goto(`${server.url}/account`);
  return new URL(page.url()).pathname === '/account';
}

const LANGUAGES = [
  { locale: 'en', heading: 'Sign out?', asks: 'Warehouse asks to sign you out.' },
  { locale: 'zh-CN', heading: '要退出登录吗？', asks: 'Warehouse请求让您退出登录。' },
];
const BROWSERS = LANGUAGES.flatMap((language) => [true, false].map((javaScriptEnabled) => ({ ...language, javaScriptEnabled })));

describe.each(BROWSERS)('in Chromium: $locale, JavaScript $javaScriptEnabled', ({ locale, javaScriptEnabled, heading, asks }) => {
  test('OpenID Connect RP-Initiated Logout §3: the question names the application, and yes leads to its other site', async () => {
    const { page, complaints, close } = await openPage(browser, { locale, javaScriptEnabled });
    await signInHere(page);
    const request = { client_id: String(client.id), post_logout_redirect_uri: afterwards, state: 's-1' };
    await page.goto(endSessionUrl(server, request));
    expect([await page.locator('h1').innerText(), await page.locator('p.lede').innerText()]).toEqual([heading, asks]);
    await page.locator('main button.primary').click();
    await page.waitForURL(`${afterwards}?state=s-1`);
    expect([await isIn(page), complaints]).toEqual([false, []]);
    await close();
  });

  test('OpenID Connect RP-Initiated Logout §2: a form that another site sends is answered by the question to who is signed in', async () => {
    const { page, complaints, close } = await openPage(browser, { locale, javaScriptEnabled });
    await signInHere(page);
    await page.goto(afterwards);
    await page.locator('button').click();
    expect(await page.locator('h1').innerText()).toBe(heading);
    await page.locator('main a.button').click();
    expect(await isIn(page)).toBe(true);
    await page.goto(afterwards);
    await page.locator('button').click();
    await page.locator('main button.primary').click();
    await page.waitForURL(`${afterwards}?state=by-post`);
    expect([await isIn(page), complaints]).toEqual([false, []]);
    await close();
  });
});
