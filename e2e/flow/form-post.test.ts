import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { push, pushedUrl } from '../../packages/server/test/support/pushed.ts';
import { authorizeUrl } from '../../packages/server/test/support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage } from '../support/watched-page.ts';

let browser: Browser;
let server: TestServer;
let application: Server;
let client: TestClient;
let received: URLSearchParams[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  application = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST') received.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>a</title><link rel="icon" href="data:,"><p id="method">${request.method}</p>`);
    });
  });
  await new Promise<void>((resolve) => application.listen(0, 'localhost', resolve));
  // Another site than the server's 127.0.0.1, as applications are.
  const redirectUri = `http://localhost:${(application.address() as AddressInfo).port}/callback`;
  client = await server.addClient({ redirectUris: [redirectUri] });
});
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => application.close(resolve));
  await server.close();
});

describe.each([
  ['script', true],
  ['JavaScript switched off', false],
])('OAuth 2.0 Form Post Response Mode §2, in Chromium with %s', (_name, javaScriptEnabled) => {
  test('the answer reaches an application on another site by POST, and stands in no address', async () => {
    received = [];
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    const state = `a"b<c>&d é`;
    await page.goto(authorizeUrl(server, client, { response_mode: 'form_post', scope: 'openid', state }));
    await signIn(page, user);
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('#method').waitFor();
    expect([await page.locator('#method').innerText(), page.url()]).toEqual(['POST', client.redirectUri]);
    expect(received).toHaveLength(1);
    expect([received[0]?.get('state'), received[0]?.get('iss'), received[0]?.has('code')]).toEqual([state, server.issuer, true]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('RFC 9126 §7.3: a pushed request outlives a reload of its page, and its errors are posted too', async () => {
    received = [];
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    const { body } = await push(server, client, { response_mode: 'form_post' });
    await page.goto(pushedUrl(server, [client, body.request_uri]));
    await page.reload();
    await page.getByRole('button', { name: 'Cancel' }).click();
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('#method').waitFor();
    expect([received[0]?.get('error'), received[0]?.get('state')]).toEqual(['access_denied', 'pushed']);
    expect(complaints).toEqual([]);
    await close();
  });
});
