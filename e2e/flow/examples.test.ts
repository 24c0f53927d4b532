import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type Commands, commandsFor } from '../support/example-process.ts';
import { freePort } from '../support/free-port.ts';
import { type RealServer, startRealServer } from '../support/real-server.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage } from '../support/watched-page.ts';

const USER = { id: 'lin', password: 'violet-anchor-93-mosaic' };
const CLIENTS = readFileSync(new URL('../../examples/clients.yaml', import.meta.url), 'utf8');

let browser: Browser;
let server: RealServer;
let commands: Commands;
let api: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startRealServer()]);
  commands = commandsFor(server);
  await commands.hufu(['user', 'add', USER.id, '--fullname', '林晓雨', '--password-stdin', '--permanent'], `${USER.password}\n`);
  const port = String(await freePort());
  api = `http://127.0.0.1:${port}`;
  await commands.start('resource-server', { PORT: port });
});
afterAll(async () => {
  await commands.close();
  await Promise.all([browser.close(), server.stop()]);
});

/** Starts an example that registers itself, and then the address to which its users come back from Hufu when they have signed out. */
async function startOnFreePort(name: string, [usualPort, client]: readonly [string, string]): Promise<string> {
  const port = String(await freePort());
  expect(await commands.start(name, { PORT: port, API: api })).toContain(`runs on http://127.0.0.1:${port}`);
  await commands.hufu(['apply', '-'], CLIENTS.replace(`127.0.0.1:${usualPort}/`, `127.0.0.1:${port}/`));
  expect(await commands.hufu(['client', 'show', client])).toContain(port);
  return `http://127.0.0.1:${port}/`;
}

/** Signs out by the button of the application, confirms at Hufu where it asks, and waits until the browser is back. */
async function signOut(page: Page, home: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL((url) => url.href.startsWith(home));
}

test('RFC 6749 §4.4: the machine gets a token for the notes API and reads the notes', async () => {
  const { code, printed } = await commands.run('machine', { API: api });
  expect({ code, printed }).toEqual({ code: 0, printed: `GET ${api}/notes: 200\n{"notes":["Buy milk","给王芳回电话"]}\n` });
});

test('RFC 6749 §5.2: a machine with a wrong secret is told invalid_client, and that on standard error', async () => {
  const { code, printed } = await commands.run('machine', { API: api, CLIENT_ID: '4', CLIENT_SECRET: 'wrong'.repeat(6) });
  expect(code).toBe(1);
  expect(printed).toContain('401 invalid_client');
});

test('RFC 7523 §2.2: a machine with a registered key needs no secret', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = join(server.directory, 'machine.pem');
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const client = {
    id: 90,
    fullname: 'Machine with a key',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] },
    allowed_resources: ['https://notes.example/'],
  };
  await commands.hufu(['apply', '-'], JSON.stringify({ clients: [client] }));
  const { code, printed } = await commands.run('machine', { API: api, CLIENT_ID: '90', CLIENT_KEY: key });
  // The API has not heard of this machine, and says so: the token is good.
  expect({ code, printed }).toMatchObject({ code: 1, printed: expect.stringContaining('client-90 may not note:read') });
});

test.each(['single-page', 'server-app', 'device-cli', 'machine', 'resource-server'])(
  'issue 5: the example %s has fewer than 100 lines of code',
  (name) => {
    const folder = fileURLToPath(new URL(`../../examples/${name}/`, import.meta.url));
    const sources = readdirSync(folder).filter((file) => /\.(?:ts|mjs|html)$/.test(file));
    const lines = sources.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    const code = lines.filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/.test(line));
    expect(code.length).toBeLessThan(100);
  },
);

describe('the single-page application', () => {
  test('[oidc-client-ts] RFC 8707 §2, OpenID Connect RP-Initiated Logout §2: signs in from another origin, shows the claims, is let in by the API when the user may, and signs out of both', async () => {
    const home = await startOnFreePort('single-page', ['8081', 'Example single-page application']);
    const { page, complaints, close } = await openPage(browser);
    await page.goto(home);
    await page.getByRole('button', { name: 'Sign in with Hufu' }).click();
    await signIn(page, USER);
    await page.getByText('"林晓雨"').waitFor();
    expect(page.url(), 'no code stays in the address bar').toBe(home);

    await page.getByRole('button', { name: 'Read the notes' }).click();
    await page.getByText('The API says 403').waitFor();
    await commands.hufu(['role', 'super', USER.id, '--client', 'Example notes API']);
    await signOut(page, home);
    await page.getByRole('button', { name: 'Sign in with Hufu' }).click();
    await signIn(page, USER);
    await page.getByRole('button', { name: 'Read the notes' }).click();
    await page.getByText('Buy milk · 给王芳回电话').waitFor();
    // The browser itself writes the refusal of the API to the console.
    expect(complaints.filter((complaint) => !complaint.includes(`(${api}/notes)`))).toEqual([]);
    await close();
  });
});

describe('the server application', () => {
  test('[openid-client] OpenID Connect Core §3.1, OpenID Connect RP-Initiated Logout §2: signs in, shows the claims, keeps the tokens to itself, and signs out of both', async () => {
    const home = await startOnFreePort('server-app', ['8082', 'Example server application']);
    const { page, context, complaints, close } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(home);
    await page.getByRole('link', { name: 'Sign in with Hufu' }).click();
    await signIn(page, USER);
    expect(page.url()).toBe(home);
    expect(await page.locator('pre').innerText()).toContain('"name": "林晓雨"');
    expect((await context.cookies()).every((cookie) => cookie.httpOnly)).toBe(true);

    await signOut(page, home);
    await page.getByRole('link', { name: 'Sign in with Hufu' }).click();
    await page.locator('input[name=password]').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test('RFC 6749 §4.1.2.1: tells what Hufu refused', async () => {
    const home = await startOnFreePort('server-app', ['8082', 'Example server application']);
    const { page, close } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(`${home}sign-in`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.locator('pre').innerText()).toContain('access_denied');
    await close();
  });
});
