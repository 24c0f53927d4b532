import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RealServer, startRealServer } from '../support/real-server.ts';
import { openPage } from '../support/watched-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each([
  ['script', true],
  ['JavaScript switched off', false],
])('a fresh start, in Chromium with %s', (name, javaScriptEnabled) => {
  test('one command, then two actions, lead to a first real token', async () => {
    const startedAt = performance.now();
    const server = await startRealServer();
    const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
    let actions = 0;
    const act = async (button: string): Promise<void> => {
      actions += 1;
      await page.getByRole('button', { name: button }).click();
    };

    await openSetupLink(page, server.setupLink, javaScriptEnabled);
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('violet-anchor-93-mosaic');
    await act('Create administrator');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Hufu is set up');
    await act('Try a sign-in now');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('It works: here is a first access token');
    const seconds = (performance.now() - startedAt) / 1000;

    expect(actions).toBe(2);
    expect(await page.locator('.token code').innerText()).toMatch(/^hfa_[0-9a-z]{4}…[A-Za-z0-9_-]{4}$/);
    await expectRealExchanges(page, server.url);
    expect(complaints).toEqual([]);
    process.stdout.write(
      `First token ${seconds.toFixed(1)} s after the command was given, with ${name}, filling the fields included.\n`,
    );
    await close();
    expect(await server.stop()).toBe(0);
  });
});

describe('after the set-up', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer();
  });
  afterAll(() => server.stop());

  test('what was printed names the issuer and one set-up link; the data is readable by its owner only', () => {
    expect(server.printed().match(/\/setup#\S+/g)).toHaveLength(1);
    expect(server.printed()).toContain(`Hufu serves ${server.url}\n`);
    const data = join(server.directory, 'data');
    expect(statSync(data).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(data)) expect(statSync(join(data, file)).mode & 0o077, file).toBe(0);
  });

  test('a weak password or a wrong token is refused with a reason, keeps what was typed, and does not use up the link', async () => {
    const { page, complaints, close } = await openPage(browser);
    const send = async (values: Record<string, string>): Promise<void> => {
      for (const [field, value] of Object.entries(values)) await page.locator(`input[name=${field}]`).fill(value);
      await page.getByRole('button', { name: 'Create administrator' }).click();
    };
    await page.goto(server.setupLink);
    await send({ username: 'admin', fullname: 'Ada', password: 'password123' });
    expect(await page.getByRole('alert').innerText()).toContain('common passwords');
    expect(await page.getByLabel('User name').inputValue()).toBe('admin');
    expect(await page.getByLabel('Full name').inputValue()).toBe('Ada');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');

    const token = await page.getByLabel('Set-up token').inputValue();
    await send({ token: 'hfl_wrong', password: 'violet-anchor-93-mosaic' });
    expect(await page.getByRole('alert').innerText()).toContain('This set-up token is not known.');

    await send({ token, password: 'violet-anchor-93-mosaic' });
    expect(page.url()).toBe(`${server.url}/setup/done`);
    expect(complaints).toEqual([]);
    await close();
  });

  test('the link works once', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(server.setupLink);
    await page.getByLabel('User name').fill('second');
    await page.getByLabel('Password', { exact: true }).fill('violet-anchor-93-mosaic');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/already/);
    await close();
  });
});

/** Opens the printed link; without script the token has to be pasted, which the page explains. */
async function openSetupLink(page: Page, link: string, javaScriptEnabled: boolean): Promise<void> {
  const [address = '', token = ''] = link.split('#');
  const field = page.getByLabel('Set-up token');
  await page.goto(link);
  if (javaScriptEnabled) {
    expect(await field.inputValue()).toBe(token);
    expect(page.url(), 'the token is taken out of the address bar').toBe(address);
  } else {
    await field.fill(token);
  }
}

/** The flow that the page shows: authorize, token with the signed JWT, refresh; no secret in full. */
async function expectRealExchanges(page: Page, issuer: string): Promise<void> {
  const steps = await page.locator('ol.steps > li').allInnerTexts();
  expect(steps).toHaveLength(3);
  const [authorize = '', token = '', refresh = ''] = steps;
  expect(authorize).toContain('GET /oauth2/authorize?client_id=1');
  expect(authorize).toContain(`location: ${issuer}/setup/sample?code=hfc_`);
  expect(token).toContain('POST /oauth2/token?grant_type=authorization_code&code=hfc_');
  expect(token).toMatch(/Authencation: Client eyJ/);
  expect(refresh).toContain('POST /oauth2/token?grant_type=refresh_token&refresh_token=hfr_');
  for (const step of steps) expect(step).not.toMatch(/hf[acr]_[0-9a-z]{9}|eyJ[\w-]{20}/);
}
