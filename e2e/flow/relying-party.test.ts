import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, signInAt } from '../../packages/server/test/support/tally-client.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { type ExampleApplication, startExample } from '../support/example-application.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage } from '../support/watched-page.ts';

let browser: Browser;
let server: TestServer;
let example: ExampleApplication;
let second: ExampleApplication;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  example = await startExample(server);
  second = await startExample(server, { fullname: '<b>Second & application</b>' });
});
afterAll(async () => {
  await Promise.all([browser.close(), example.close(), second.close()]);
  await server.close();
});

describe.each([
  ['script', true],
  ['JavaScript switched off', false],
])('in Chromium with %s', (_name, javaScriptEnabled) => {
  test('a user signs in through an application on another site, is shown there, refreshes the token and signs out of both', async () => {
    const user = await server.addUser({ fullname: '林晓雨 <Lin>', email: 'lin@example.com' });
    const { page, context, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(example.url);
    await page.getByRole('link', { name: 'Sign in with Hufu' }).click();
    expect(new URL(page.url()).origin).toBe(server.url);
    expect(await page.locator('main').innerText()).toContain('Example application');

    await signIn(page, user);
    expect(page.url(), 'no code stays in the address bar').toBe(`${example.url}/`);
    expect(await page.getByRole('heading').innerText()).toBe('Hello, 林晓雨 <Lin>');
    const shown = await page.locator('dl').innerText();
    for (const text of [user.id, 'lin@example.com', 'user:read']) expect(shown).toContain(text);

    await page.getByRole('button', { name: 'Refresh the token' }).click();
    expect(await page.getByRole('status').innerText()).toBe('The token was refreshed.');

    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByRole('status').innerText()).toBe('You are signed out, here and at Hufu.');
    await page.goto(`${server.url}/account`);
    expect(page.url(), 'the session at Hufu has ended too').toBe(`${server.url}/sign-in`);
    await page.goto(example.url);
    expect(await page.getByRole('link', { name: 'Sign in with Hufu' }).isVisible()).toBe(true);
    expect((await context.cookies()).every((cookie) => cookie.httpOnly)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test('a wrong password keeps the user name, says what is wrong, and loses nothing of the request', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${example.url}/sign-in`);
    await signIn(page, { id: user.id, password: 'not-the-password' });
    expect(await page.getByRole('alert').innerText()).toContain('The user name or the password is wrong.');
    expect(await page.locator('input[name=username]').inputValue()).toBe(user.id);
    expect(await page.locator('input[name=password]').inputValue()).toBe('');
    await signIn(page, user);
    expect(page.url()).toBe(`${example.url}/`);
    expect(complaints).toEqual([]);
    await close();
  });

  test('an unknown user name is answered like a wrong password (contract/oauth2.md §1)', async () => {
    const user = await server.addUser();
    const { page, close } = await openPage(browser, { javaScriptEnabled });
    const answers: string[] = [];
    for (const id of [user.id, 'nobody-of-that-name']) {
      await page.goto(`${example.url}/sign-in`);
      await signIn(page, { id, password: 'not-the-password' });
      answers.push((await page.locator('main').innerText()).replaceAll(id, '…'));
    }
    expect(answers[0]).toBe(answers[1]);
    await close();
  });

  test('a second application asks for consent: denied it is told so, allowed it needs no password, and is not asked about again', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${example.url}/sign-in`);
    await signIn(page, user);

    await page.goto(`${second.url}/sign-in`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Allow <b>Second & application</b> access?');
    expect(await page.locator('main').innerText()).toContain('See who you are, and the users you may see');
    await page.getByRole('button', { name: 'Deny' }).click();
    expect(page.url()).toBe(`${second.url}/?notice=denied`);
    expect(await page.getByRole('status').innerText()).toBe('You did not let this application in.');

    await page.goto(`${second.url}/sign-in`);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    expect(await page.getByRole('heading').innerText()).toBe(`Hello, User ${user.id}`);
    await page.goto(`${second.url}/sign-in`);
    expect(page.url(), 'straight back with a code').toBe(`${second.url}/`);
    expect(complaints).toEqual([]);
    await close();
  });

  test('cancelling on the sign-in page leads back to the application, signed in nowhere', async () => {
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${example.url}/sign-in`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(page.url()).toBe(`${example.url}/?notice=denied`);
    await page.goto(`${server.url}/account`);
    expect(page.url()).toBe(`${server.url}/sign-in`);
    expect(complaints).toEqual([]);
    await close();
  });

  test('on the consent page another account can be chosen, and the application gets that one', async () => {
    const [first, other] = [await server.addUser(), await server.addUser({ fullname: 'The other' })];
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${example.url}/sign-in`);
    await signIn(page, first);
    await page.goto(`${second.url}/sign-in`);
    await page.getByRole('button', { name: 'Use another account' }).click();
    await signIn(page, other);
    expect(await page.getByRole('heading').innerText()).toBe('Hello, The other');
    expect(complaints).toEqual([]);
    await close();
  });

  test('both sides speak Chinese to a browser that asks for it', async () => {
    const user = await server.addUser({ fullname: '林晓雨' });
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled, locale: 'zh-CN' });
    await page.goto(example.url);
    await page.getByRole('link', { name: '使用虎符登录' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await signIn(page, { ...user, password: 'not-the-password' });
    expect(await page.getByRole('alert').innerText()).toContain('用户名或密码不正确。');
    await signIn(page, user);
    expect(await page.getByRole('heading').innerText()).toBe('您好，林晓雨');
    expect(complaints).toEqual([]);
    await close();
  });
});

test('the application refuses an answer that it did not ask for in this browser (RFC 6749 §10.12)', async () => {
  const user = await server.addUser();
  const url = authorizeUrl(server, example.client, { scope: 'user:read', state: 'the-attacker-s' });
  const stolen = (await signInAt(url, user)).location ?? '';
  expect(new URL(stolen).searchParams.has('code')).toBe(true);
  const { page, close } = await openPage(browser);
  await page.goto(stolen);
  expect(page.url(), 'without a request of its own').toBe(`${example.url}/?notice=stale`);
  await page.goto(`${example.url}/sign-in`);
  await page.goto(stolen);
  expect(page.url(), 'with a request of its own').toBe(`${example.url}/?notice=stale`);
  expect(await page.getByRole('link', { name: 'Sign in with Hufu' }).isVisible()).toBe(true);
  await close();
});

test('another site cannot send the forms of the application', async () => {
  for (const path of ['/refresh', '/sign-out']) {
    const response = await fetch(`${example.url}${path}`, { method: 'POST', headers: { origin: server.url } });
    expect(response.status).toBe(403);
  }
});
