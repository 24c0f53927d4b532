import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { obtainTokens, tallyToken } from '../../packages/server/test/support/tally-client.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { type ExampleApplication, startExample } from '../support/example-application.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage, type WatchedPage } from '../support/watched-page.ts';

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

/** A window in which a user has signed in on `/account`. */
async function openAccount(user: { id: string; password: string }, javaScriptEnabled: boolean): Promise<WatchedPage> {
  const watched = await openPage(browser, { javaScriptEnabled });
  await watched.page.goto(`${server.url}/`);
  await signIn(watched.page, user);
  expect(watched.page.url()).toBe(`${server.url}/account`);
  return watched;
}

function notice(page: Page): Promise<string> {
  return page.getByRole('status').innerText();
}

describe.each([
  ['script', true],
  ['JavaScript switched off', false],
])('/account in Chromium with %s', (_name, javaScriptEnabled) => {
  test('the password is changed with the current one; then only the new one works, and other sessions have ended', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openAccount(user, javaScriptEnabled);
    const other = await openAccount(user, javaScriptEnabled);
    const change = async (current: string, chosen: string, again = chosen): Promise<void> => {
      await page.getByLabel('Current password').fill(current);
      await page.getByLabel('New password', { exact: true }).fill(chosen);
      await page.getByLabel('New password, once more').fill(again);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    await change('not-the-password', 'copper-lantern-57-orbit');
    expect(await page.getByRole('alert').innerText()).toContain('The current password is wrong.');
    await change(user.password, 'copper-lantern-57-orbit', 'copper-lantern-58-orbit');
    expect(await page.getByRole('alert').innerText()).toContain('The two new passwords differ.');
    await change(user.password, 'copper-lantern-57-orbit');
    expect(await notice(page)).toContain('Your password was changed');
    await other.page.reload();
    expect(other.page.url()).toBe(`${server.url}/sign-in`);
    await signIn(other.page, user);
    expect(await other.page.getByRole('alert').innerText()).toContain('wrong');
    await signIn(other.page, { id: user.id, password: 'copper-lantern-57-orbit' });
    expect(other.page.url()).toBe(`${server.url}/account`);
    expect([...complaints, ...other.complaints]).toEqual([]);
    await Promise.all([close(), other.close()]);
  });

  test('one sees one’s sessions, ends another one, and ends all others', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openAccount(user, javaScriptEnabled);
    const others = [await openAccount(user, javaScriptEnabled), await openAccount(user, javaScriptEnabled)];
    await page.reload();
    const ends = page.getByRole('button', { name: /^Sign out: / });
    expect(await ends.count()).toBe(2);
    expect(await page.getByText('This browser').count()).toBe(1);
    await ends.first().click();
    expect(await notice(page)).toBe('The session was ended.');
    expect(await ends.count()).toBe(1);
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    expect(await notice(page)).toBe('All other sessions were ended.');
    expect(await ends.count()).toBe(0);
    for (const other of others) {
      await other.page.reload();
      expect(other.page.url()).toBe(`${server.url}/sign-in`);
    }
    expect(complaints).toEqual([]);
    await Promise.all([close(), ...others.map((other) => other.close())]);
  });

  test('withdrawing an application ends its tokens: its next refresh fails, and it has to ask again', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${example.url}/sign-in`);
    await signIn(page, user);
    const tokens = await obtainTokens(server, example.client, { user, parameters: { scope: 'user:read' } });

    await page.goto(`${server.url}/account`);
    await page.getByRole('button', { name: 'Withdraw access: Example application' }).click();
    expect(await notice(page)).toBe('The access was withdrawn.');
    expect(await page.locator('main').innerText()).toContain('You have let no application in yet.');
    const refreshed = await tallyToken(server, example.client, { grant_type: 'refresh_token', refresh_token: tokens.refresh });
    expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const used = await fetch(`${server.url}/api/user`, { headers: { authorization: `Bearer ${tokens.access}` } });
    expect(used.status).toBe(401);

    await page.goto(example.url);
    await page.getByRole('button', { name: 'Refresh the token' }).click();
    expect(await notice(page)).toBe('Your sign-in has ended. Please sign in again.');
    await page.goto(`${example.url}/sign-in`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Allow Example application access?');
    expect(complaints).toEqual([]);
    await close();
  });

  test('a personal secret is shown once, and replaced by the next', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openAccount(user, javaScriptEnabled);
    await page.getByRole('button', { name: 'Make a personal secret' }).click();
    const secret = await page.locator('.token code').innerText();
    expect(secret.length).toBeGreaterThanOrEqual(22);
    await page.goto(`${server.url}/account`);
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Replace the personal secret' }).click();
    expect(await page.locator('.token code').innerText()).not.toBe(secret);
    expect(complaints).toEqual([]);
    await close();
  });

  test('signing out ends the session of this browser', async () => {
    const user = await server.addUser();
    const { page, context, complaints, close } = await openAccount(user, javaScriptEnabled);
    const before = await context.cookies();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('You are signed out');
    await context.addCookies(before);
    await page.goto(`${server.url}/account`);
    expect(page.url(), 'the old cookie opens nothing').toBe(`${server.url}/sign-in`);
    expect(complaints).toEqual([]);
    await close();
  });

  test('/, /auth/login and /auth/logout, which old bookmarks use, lead to the account, to sign-in and to sign-out', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${server.url}/auth/login`);
    expect(page.url()).toBe(`${server.url}/sign-in`);
    await signIn(page, user);
    await page.goto(`${server.url}/auth/login`);
    expect(page.url(), 'when signed in already').toBe(`${server.url}/account`);
    await page.goto(`${server.url}/`);
    expect(page.url()).toBe(`${server.url}/account`);
    await page.goto(`${server.url}/auth/logout`);
    expect(page.url()).toBe(`${server.url}/sign-out`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('You are signed out');
    expect(complaints).toEqual([]);
    await close();
  });

  test('whoever got a password from somebody else chooses their own before anything else, and then is signed in', async () => {
    const user = await server.addUser({ mustChangePassword: true });
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${example.url}/sign-in`);
    await signIn(page, user);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Choose a new password');
    await page.getByLabel('New password', { exact: true }).fill('copper-lantern-57-orbit');
    await page.getByLabel('New password, once more').fill('copper-lantern-57-orbit');
    await page.getByRole('button', { name: 'Change password and sign in' }).click();
    expect(page.url()).toBe(`${example.url}/`);
    expect(complaints).toEqual([]);
    await close();
  });
});
