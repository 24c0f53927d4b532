import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl } from '../../packages/server/test/support/tally-client.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/test-server.ts';
import { launchChromium } from '../support/chromium.ts';
import { type ExampleApplication, startExample } from '../support/example-application.ts';
import { signIn } from '../support/sign-in.ts';
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

/** Opens a request and waits until the browser is back at the application, with what it brought. */
async function answerOf(page: Page, act: () => Promise<unknown>): Promise<URLSearchParams> {
  const back = page.waitForRequest((request) => request.url().startsWith(`${example.url}/callback`));
  await act();
  return new URL((await back).url()).searchParams;
}

const TEXTS = {
  en: {
    again: 'The application asks you to enter your password again.',
    choose: 'Continue with this account?',
    asks: 'Know which roles you have in it',
  },
  'zh-CN': { again: '应用要求您再次输入密码。', choose: '使用此账户继续吗？', asks: '得知您在其中拥有哪些角色' },
} as const;

describe.each([
  ['en', true],
  ['en', false],
  ['zh-CN', true],
  ['zh-CN', false],
] as const)('in Chromium, %s, JavaScript %s', (ui_locales, javaScriptEnabled) => {
  const texts = TEXTS[ui_locales];
  const url = (parameters: Record<string, string>): string =>
    authorizeUrl(server, example.client, { scope: 'openid', ui_locales, ...parameters });

  test('OpenID Connect Core §3.1.2.1: login, max_age, select_account, consent and none, one after the other', async () => {
    const user = await server.addUser();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(url({}));
    expect((await answerOf(page, () => signIn(page, user))).has('code')).toBe(true);

    for (const parameters of [{ prompt: 'login' }, { max_age: '0' }]) {
      await page.goto(url(parameters));
      await page.getByText(texts.again).waitFor();
      expect(await page.locator('input[name=username]').inputValue()).toBe(user.id);
      expect((await answerOf(page, () => signIn(page, user))).has('code'), 'once, and no loop').toBe(true);
    }

    await page.goto(url({ prompt: 'select_account' }));
    await page.getByRole('heading', { name: texts.choose }).waitFor();
    expect((await answerOf(page, () => page.locator('button[value=continue]').click())).has('code')).toBe(true);

    await page.goto(url({ prompt: 'consent', scope: 'openid roles' }));
    await page.getByText(texts.asks).waitFor();
    expect((await answerOf(page, () => page.locator('button[value=allow]').click())).has('code')).toBe(true);

    const silent = await answerOf(page, () => page.goto(url({ prompt: 'none', scope: 'openid email' })));
    expect(silent.get('error')).toBe('consent_required');
    expect(complaints).toEqual([]);
    await close();
  });
});
