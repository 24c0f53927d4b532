import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl } from '../../packages/server/test/support/tally-client.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { type ExampleApplication, startExample } from '../support/example-application.ts';
import { openPage } from '../support/watched-page.ts';

let browser: Browser;
let server: TestServer;
let example: ExampleApplication;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  example = await startExample(server);
});
afterAll(async () => {
  await Promise.all([browser.close(), example.close()]);
  await server.close();
});

const FOCUSED = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const visible = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  return { name: element.name || element.labels?.[0]?.textContent || element.ariaLabel || element.textContent.trim(), visible };
})()`;

/** What has the focus, and whether one sees that it has. */
function focused(page: Page): Promise<{ readonly name: string; readonly visible: boolean }> {
  return page.evaluate(FOCUSED);
}

/** Presses Tab until something of this name has the focus; every stop on the way has to be visible. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 20) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    expect(stop).toMatchObject({ visible: true });
    if (stop.name === name) return;
    passed.push(stop.name);
  }
  throw new Error(`Tab does not reach ${name}, but ${passed.join(', ')}`);
}

describe.each([
  ['script', true],
  ['JavaScript switched off', false],
])('in Chromium with %s', (_name, javaScriptEnabled) => {
  test('one signs in and consents by the keyboard alone, and always sees where the focus is', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(authorizeUrl(server, example.client, { scope: 'user:read' }));
    expect(await focused(page)).toEqual({ name: 'username', visible: true });
    await page.keyboard.type(user.id);
    await tabTo(page, 'password');
    await page.keyboard.type('not-the-password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await focused(page), 'the password is what is to be typed again').toEqual({ name: 'password', visible: true });
    await page.keyboard.type(user.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${example.url}/**`);

    await page.goto(authorizeUrl(server, example.client, { scope: 'user:read group:read' }));
    await tabTo(page, 'step');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${example.url}/**`);
    expect(complaints).toEqual([]);
    await close();
  });

  test('everything on the page is reached by Tab in the order in which it is read', async () => {
    const { page, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(authorizeUrl(server, example.client));
    const order = [(await focused(page)).name];
    while (order.at(-1) !== '简体中文' && order.length < 20) {
      await page.keyboard.press('Tab');
      order.push((await focused(page)).name);
    }
    const reveal = javaScriptEnabled ? ['Show password'] : [];
    expect(order).toEqual(['username', 'password', ...reveal, 'Sign in and allow', 'Cancel', 'English', '简体中文']);
    await close();
  });

  test('the language is changed on the page, and nothing of the request is lost', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    const answer = page.waitForRequest((request) => request.url().startsWith(`${example.url}/callback`));
    await page.goto(authorizeUrl(server, example.client, { state: 'a b+c%2F"<中>' }));
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByLabel('用户名').fill(user.id);
    await page.getByLabel('密码', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: '登录并允许' }).click();
    expect(new URL((await answer).url()).searchParams.get('state')).toBe('a b+c%2F"<中>');
    await page.waitForURL(`${example.url}/?notice=stale`);
    expect(complaints).toEqual([]);
    await close();
  });
});

test('screen readers hear the labels, and with a wrong password what is wrong and with which field', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(`${server.url}/sign-in`);
  const [username, password] = [page.getByRole('textbox', { name: 'User name' }), page.getByLabel('Password', { exact: true })];
  await username.fill('somebody');
  await password.fill('not-the-password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const problem = page.getByRole('alert');
  expect(await problem.innerText()).toContain('The user name or the password is wrong.');
  for (const field of [username, password]) {
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.getAttribute('aria-describedby')).toBe(await problem.getAttribute('id'));
  }
  await close();
});

test('the button that shows the password shows it, hides it again, and is not there without script', async () => {
  const { page, complaints, close } = await openPage(browser);
  await page.goto(`${server.url}/sign-in`);
  const [password, reveal] = [page.locator('#password'), page.getByRole('button', { name: 'Show password' })];
  await reveal.click();
  expect(await password.getAttribute('type')).toBe('text');
  expect(await reveal.getAttribute('aria-pressed')).toBe('true');
  await reveal.click();
  expect(await password.getAttribute('type')).toBe('password');
  expect(complaints).toEqual([]);
  await close();
  const plain = await openPage(browser, { javaScriptEnabled: false });
  await plain.page.goto(`${server.url}/sign-in`);
  expect(await plain.page.getByRole('button', { name: 'Show password' }).count()).toBe(0);
  await plain.close();
});

test('password managers find the fields: named username and password, with their autocomplete', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(authorizeUrl(server, example.client));
  expect(await page.locator('input[name=username]').getAttribute('autocomplete')).toBe('username');
  expect(await page.locator('input[name=password]').getAttribute('autocomplete')).toBe('current-password');
  await close();
});

test('the page cannot be framed by another site', async () => {
  const { page, context, close } = await openPage(browser);
  await context.route('http://evil.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe src="${authorizeUrl(server, example.client).replaceAll('&', '&amp;')}"></iframe>`,
    }),
  );
  await page.goto('http://evil.example/');
  const frame = page.frames()[1];
  expect(await frame?.locator('input').count()).toBe(0);
  await close();
});
