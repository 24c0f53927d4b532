import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDeviceClient, askForCodes, poll } from '../../packages/server/test/support/device.ts';
import { startTestServer, type TestClient, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage } from '../support/watched-page.ts';

let browser: Browser;
let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  client = await addDeviceClient(server, { fullname: 'Television', authenticationMethod: 'none' });
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const TEXTS = {
  en: { compares: 'Compare this code', warns: 'Go on only if you started this yourself', done: 'The device is connected' },
  'zh-CN': { compares: '请核对此代码', warns: '只有当您自己在面前的设备上发起了此次连接时', done: '设备已连接' },
} as const;

describe.each([
  ['en', true],
  ['en', false],
  ['zh-CN', true],
  ['zh-CN', false],
] as const)('RFC 8628 §3.3 in Chromium, %s, JavaScript %s', (locale, javaScriptEnabled) => {
  const texts = TEXTS[locale];

  test('by the complete address: the code is shown, the person signs in, is asked, and the device gets its tokens', async () => {
    const { body } = await askForCodes(server, client);
    const { page, complaints, close } = await openPage(browser, { locale, javaScriptEnabled });
    await page.goto(body.verification_uri_complete);
    await page.getByText(texts.compares).waitFor();
    expect(await page.locator('input[name=user_code]').inputValue()).toBe(body.user_code);
    await page.locator('main button.primary').click();
    await signIn(page, await server.addUser());
    await page.getByText(texts.warns).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Television');
    expect(await page.locator('.user-code code').textContent()).toBe(body.user_code);
    expect((await poll(server, client, body.device_code)).body.error).toBe('authorization_pending');
    await page.locator('button[value=allow]').click();
    await page.getByRole('heading', { name: texts.done }).waitFor();
    expect((await poll(server, client, body.device_code)).status).toBe(200);
    expect(complaints).toEqual([]);
    await close();
  });
});

test('RFC 8628 §3.4: the command line of the examples says where to go, waits, and knows who signed in', async () => {
  const main = fileURLToPath(new URL('../../examples/device-cli/main.ts', import.meta.url));
  const registered = await addDeviceClient(server, { fullname: 'Command line', authenticationMethod: 'none' });
  const env = { PATH: process.env['PATH'] ?? '', HUFU_ISSUER: server.url, CLIENT_ID: String(registered.id) };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  const address = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const complete = /http:\S+\?user_code=\S+/.exec(printed)?.[0];
      if (complete !== undefined) resolve(complete);
    });
  });
  const exited = once(child, 'close');
  const { page, close } = await openPage(browser);
  await page.goto(await address);
  await page.locator('main button.primary').click();
  const user = await server.addUser();
  await signIn(page, user);
  await page.locator('button[value=allow]').click();
  expect(await exited).toEqual([0, null]);
  expect(printed).toContain(`"sub":"${user.id}"`);
  await close();
});
