import type { Browser, Page } from 'playwright-core';
import { issueSetupLink } from '../../packages/server/src/identity/setup/setup-link.ts';
import { addDeviceClient, askForCodes } from '../../packages/server/test/support/device.ts';
import { AFTERWARDS, addLogoutClient, endSessionUrl } from '../../packages/server/test/support/logout.ts';
import { authorizeUrl } from '../../packages/server/test/support/tally-client.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { type ExampleApplication, startExample } from './example-application.ts';
import { type Findings, inspect } from './inspect.ts';
import { signIn } from './sign-in.ts';
import { openPage } from './watched-page.ts';

/** A walk through all pages, each reached as a user reaches it. */
interface Tour {
  readonly page: Page;
  readonly server: TestServer;
  readonly example: ExampleApplication;
  readonly look: (name: string) => Promise<void>;
}

const MANY_SCOPES = 'openid profile email offline_access user:read user:write role-user:read group:write';

/** Walks through every page in one language, looking at each; answers what was found, and what the browser complained about. */
export async function tour(browser: Browser, locale: string): Promise<Findings & { readonly complaints: readonly string[] }> {
  const server = await startTestServer();
  const example = await startExample(server, { fullname: '采购系统 Purchasing' });
  const { page, complaints, close } = await openPage(browser, { locale });
  const findings: Findings = { seen: [], accessibility: [], overflow: [], language: [] };
  const stops: Tour = { page, server, example, look: (name) => inspect(page, name, findings) };
  await seeSetup(stops);
  await seeSignIn(stops);
  await seeApplication(stops);
  await seeDevice(stops);
  await seeAccount(stops);
  await seeReference(stops);
  await seeErrors(stops);
  await close();
  await example.close();
  await server.close();
  return { ...findings, complaints };
}

async function seeSetup({ page, server, look }: Tour): Promise<void> {
  const act = { origin: { actor: 'system', address: '', requestId: '' }, now: server.now() };
  const token = await server.storage.transact((stores) => issueSetupLink(stores, 'setup', act));
  await page.goto(`${server.url}/setup#${token}`);
  await look('setup');
  const submit = page.locator('main button.primary');
  await page.locator('input[name=username]').fill('administrator-with-a-rather-long-user-name');
  await page.locator('input[name=password]').fill('password123');
  await submit.click();
  await look('setup-weak-password');
  await page.locator('input[name=password]').fill(PASSWORD);
  await submit.click();
  await look('setup-done');
  await submit.click();
  await look('first-sign-in');
  await signOut(page, server);
}

async function seeSignIn({ page, server, example, look }: Tour): Promise<void> {
  await page.goto(`${server.url}/sign-in`);
  await look('sign-in');
  const user = await server.addUser({ id: 'must-change', mustChangePassword: true });
  await page.goto(authorizeUrl(server, example.client, { scope: MANY_SCOPES }));
  await look('sign-in-to-application');
  await signIn(page, { id: user.id, password: 'not-the-password' });
  await look('sign-in-wrong-password');
  await signIn(page, user);
  await look('change-password');
  await page.locator('input[name=new_password]').fill('short');
  await page.locator('input[name=new_password_again]').fill('short');
  await page.locator('main button.primary').click();
  await look('change-password-too-short');
}

async function seeApplication({ page, server, example, look }: Tour): Promise<void> {
  const user = await server.addUser({ id: 'lin', fullname: '林晓雨', email: 'lin.xiaoyu@a-rather-long-domain-name.example.com' });
  await page.goto(example.url);
  await look('application');
  await page.locator('a.button').click();
  await signIn(page, user);
  await look('application-signed-in');
  await page.locator('form[action="/refresh"] button').click();
  await look('application-refreshed');
  await page.goto(authorizeUrl(server, example.client, { scope: MANY_SCOPES }));
  await look('consent-to-more');
  const other = await server.addClient({ fullname: 'An application with a name that goes on for quite a while, as names do' });
  await page.goto(authorizeUrl(server, other, { scope: MANY_SCOPES }));
  await look('consent');
}

async function seeDevice({ page, server, look }: Tour): Promise<void> {
  const client = await addDeviceClient(server, { fullname: 'Warehouse scanner with a name that goes on for quite a while' });
  const submit = page.locator('main button.primary');
  await page.goto(`${server.url}/oauth2/device?user_code=BCDF-GHJK`);
  await look('device-code');
  await submit.click();
  await look('device-code-unknown');
  for (const answer of ['allow', 'deny']) {
    const { body } = await askForCodes(server, client, { scope: MANY_SCOPES });
    await page.locator('input[name=user_code]').fill(body.user_code.toLowerCase());
    await submit.click();
    if (answer === 'allow') await look('device-approve');
    await page.locator(`button[value=${answer}]`).click();
    await look(`device-${answer}`);
    await page.goto(`${server.url}/oauth2/device`);
  }
}

async function seeAccount({ page, server, look }: Tour): Promise<void> {
  await page.goto(`${server.url}/account`);
  await look('account');
  await page.locator('form[action$="/account/secret"] button').click();
  await look('account-secret');
  await page.locator('input[name=current_password]').fill('not-the-password');
  await page.locator('form[action$="/account/password"] button.primary').click();
  await look('account-wrong-password');
  const asking = await addLogoutClient(server, {}, { fullname: '采购系统 with a name that goes on for quite a while' });
  const request = { client_id: String(asking.id), post_logout_redirect_uri: AFTERWARDS };
  await page.goto(endSessionUrl(server, request));
  await look('sign-out-asked');
  await page.goto(`${server.url}/sign-out`);
  await look('sign-out');
  await signOut(page, server);
  await look('signed-out');
}

async function seeReference({ page, server, look }: Tour): Promise<void> {
  await page.goto(`${server.url}/docs`);
  await look('reference');
  for (const call of ['get_userRoles', 'post_roleUsers_role_id', 'get_explain']) await page.locator(`#${call} > summary`).click();
  await look('reference-open');
}

async function seeErrors({ page, server, example, look }: Tour): Promise<void> {
  await page.goto(authorizeUrl(server, example.client, { client_id: '4711' }));
  await look('error-unknown-client');
  await page.goto(authorizeUrl(server, example.client, { redirect_uri: `https://elsewhere.example/${'long-path/'.repeat(30)}` }));
  await look('error-redirect-uri');
  await page.goto(
    endSessionUrl(server, { client_id: String(example.client.id), post_logout_redirect_uri: 'https://elsewhere.example/' }),
  );
  await look('error-post-logout-uri');
  await page.goto(`${server.url}/no-such-page`);
  await look('error-not-found');
}

async function signOut(page: Page, server: TestServer): Promise<void> {
  await page.goto(`${server.url}/sign-out`);
  await page.locator('form[action$="/sign-out"] button.primary').click();
}
