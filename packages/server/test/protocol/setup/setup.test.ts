import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OneTimeLinkPurpose } from '../../../src/identity/credentials/one-time-link.ts';
import { issueSetupLink } from '../../../src/identity/setup/setup-link.ts';
import { Browser, type Page } from '../../support/browser.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

const PASSWORD = 'harbour-lantern-57-quill';
let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

function link(purpose: OneTimeLinkPurpose = 'setup'): Promise<string> {
  const act = { origin: { actor: 'system', address: '', requestId: '' }, now: server.now() };
  return server.storage.transact((stores) => issueSetupLink(stores, purpose, act));
}

async function setUp(browser: Browser, fields: Record<string, string>): Promise<Page> {
  const page = await browser.get(`${server.url}/setup`);
  return browser.submit(page, { username: 'root-user', fullname: 'Root', password: PASSWORD, ...fields });
}

const administrators = (): Promise<number> => server.storage.transact((stores) => stores.users.countAdministrators());

describe('set-up by the one-time link', () => {
  test('a name and a password make the first system administrator, signed in', async () => {
    const browser = new Browser();
    const done = await setUp(browser, { token: await link() });
    expect([done.status, done.location, await administrators()]).toEqual([303, '/setup/done', 1]);
    expect((await browser.get(`${server.url}/setup/done`)).status).toBe(200);
    const other = new Browser();
    const page = await other.get(`${server.url}/sign-in`);
    expect((await other.submit(page, { username: 'root-user', password: PASSWORD })).status).toBe(303);
  });

  test('the whole link may be pasted where its token is asked for; a recovery link is met by a page that says so', async () => {
    expect((await new Browser().get(`${server.url}/sign-in`)).body).toContain('not set up yet');
    expect((await setUp(new Browser(), { token: `${server.url}/setup#${await link()}` })).status).toBe(303);
    expect((await new Browser().get(`${server.url}/setup`)).body).toContain('Recover access');
    const fields = { token: await link('recovery'), password: 'seven-lanterns-cross-11' };
    expect((await setUp(new Browser(), fields)).status).toBe(303);
  });

  test('Try a sign-in now: authorize, code, token and refresh are really made, and every secret is cut short', async () => {
    const browser = new Browser();
    const done = await setUp(browser, { token: await link() });
    const page = await browser.get(new URL(done.location ?? '', server.url).href);
    const tried = await browser.submit(
      page,
      {},
      page.forms.findIndex(({ action }) => action === '/setup/try'),
    );
    expect(tried.status).toBe(200);
    for (const part of ['/oauth2/authorize', 'grant_type=authorization_code', 'grant_type=refresh_token', 'Authencation'])
      expect(tried.body).toContain(part);
    expect(tried.body).toMatch(/hfa_[0-9a-z]{4}…[A-Za-z0-9_-]{4}/);
    expect(tried.body).not.toMatch(/hf[acrs]_[0-9a-z]{16}[A-Za-z0-9_-]{20}/);
    expect(tried.body).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  });

  test('trying is for system administrators', async () => {
    const user = await server.addUser();
    const browser = new Browser();
    await browser.submit(await browser.get(`${server.url}/sign-in`), { username: user.id, password: user.password });
    const csrf = (await browser.get(`${server.url}/account`)).forms[0]?.hidden['csrf_token'] ?? '';
    expect((await browser.post(`${server.url}/setup/try`, { csrf_token: csrf })).status).toBe(403);
    expect((await new Browser().post(`${server.url}/setup/try`, {})).status).toBe(303);
  });

  test('trying takes a form of our own page (CSRF)', async () => {
    const browser = new Browser();
    await setUp(browser, { token: await link() });
    expect((await browser.post(`${server.url}/setup/try`, {})).status).toBe(403);
  });

  test('the link works once', async () => {
    const token = await link();
    await setUp(new Browser(), { token });
    const again = await setUp(new Browser(), { token, username: 'second' });
    expect([again.status, again.location, await administrators()]).toEqual([200, null, 1]);
  });

  test('of ten who use it at once one succeeds', async () => {
    const token = await link();
    const pages = await Promise.all(
      Array.from({ length: 10 }, (_, index) => setUp(new Browser(), { token, username: `root-${index}` })),
    );
    expect([pages.filter(({ status }) => status === 303).length, await administrators()]).toEqual([1, 1]);
  });

  test('the link works for 24 h', async () => {
    const token = await link();
    server.advance(24 * 3_600_000);
    expect([(await setUp(new Browser(), { token })).status, await administrators()]).toEqual([200, 0]);
  });

  test('a link that is issued again ends the one before it', async () => {
    const [old, fresh] = [await link(), await link()];
    expect((await setUp(new Browser(), { token: old })).location).toBeNull();
    expect((await setUp(new Browser(), { token: fresh })).status).toBe(303);
  });

  test('once there is an administrator a set-up link is dead, and a recovery link is not', async () => {
    const token = await link();
    await server.addUser({ id: 'boss', systemAdministrator: true });
    expect((await setUp(new Browser(), { token })).location).toBeNull();
    const recovered = await setUp(new Browser(), { token: await link('recovery'), username: 'boss' });
    expect(recovered.status).toBe(303);
  });

  test.each([
    ['a token that nobody issued', { token: `hfl_${'0'.repeat(16)}${'a'.repeat(43)}` }],
    ['no token', { token: '' }],
    ['no name', { username: '' }],
    ['a name with a space', { username: 'root user' }],
    ['a reserved name', { username: 'client-1' }],
    ['no password', { password: '' }],
    ['a short password', { password: 'short-1' }],
    ['a password made of the name', { username: 'administrator', password: 'administrator1' }],
    ['a common password', { password: 'password123' }],
  ])('%s makes nobody and does not use the link up', async (_title, fields) => {
    const token = await link();
    const browser = new Browser();
    const page = await setUp(browser, { token, ...(fields as Record<string, string>) });
    expect([page.status, page.location, await administrators()]).toEqual([200, null, 0]);
    expect((await setUp(browser, { token })).status).toBe(303);
  });

  test('what was typed is kept, but for the password', async () => {
    const page = await setUp(new Browser(), { token: await link(), username: 'root user', fullname: 'A "name"' });
    expect(page.forms[0]?.hidden).toMatchObject({ username: 'root user', fullname: 'A "name"', password: '' });
    expect(page.body).not.toContain(PASSWORD);
  });
});
