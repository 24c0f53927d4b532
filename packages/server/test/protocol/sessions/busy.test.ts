import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HashingBusy } from '../../../src/identity/credentials/hashing/bounded-queue.ts';
import { issueSetupLink } from '../../../src/identity/setup/setup-link.ts';
import { Browser, type Page } from '../../support/browser.ts';
import { authorizeUrl, obtainTokens, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { refresh } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;
let full = false;

beforeAll(async () => {
  const refuse = async <T>(job: () => Promise<T>): Promise<T> => {
    if (full) throw new HashingBusy(7);
    return job();
  };
  server = await startTestServer({
    hasher: (own) => ({
      hash: (password) => refuse(() => own.hash(password)),
      verify: (hash, password) => refuse(() => own.verify(hash, password)),
      verifyDummy: (password) => refuse(() => own.verifyDummy(password)),
      pending: 0,
    }),
  });
  client = await server.addClient();
});
afterAll(() => server.close());

async function whileFull<T>(work: () => Promise<T>): Promise<T> {
  full = true;
  try {
    return await work();
  } finally {
    full = false;
  }
}

function expectBusy(page: Page): void {
  expect([page.status, page.location]).toEqual([503, null]);
  expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(page.body).toContain('busy');
}

describe('architecture §5: beyond the bounded hashing queue 503 with Retry-After, and nothing is counted or lost', () => {
  test('at the page of a client: the same page, which works a moment later', async () => {
    const browser = new Browser();
    const user = await server.addUser();
    const page = await browser.get(authorizeUrl(server, client, { state: 'kept' }));
    const busy = await whileFull(() => browser.submit(page, { username: user.id, password: user.password }));
    expectBusy(busy);
    expect(busy.headers.get('retry-after')).toBe('7');
    expect((await browser.submit(busy, { password: user.password })).location).toContain('state=kept');
  });

  test('at /sign-in, twenty times: no attempt is counted against the account', async () => {
    const user = await server.addUser();
    const browser = new Browser();
    for (let count = 0; count < 20; count++) {
      const page = await browser.get(`${server.url}/sign-in`);
      expectBusy(await whileFull(() => browser.submit(page, { username: user.id, password: 'not-the-password' })));
    }
    expect(
      (await browser.submit(await browser.get(`${server.url}/sign-in`), { username: user.id, password: user.password })).status,
    ).toBe(303);
  });

  test('at the change of a given password: the step goes on', async () => {
    const browser = new Browser();
    const user = await server.addUser({ mustChangePassword: true });
    const page = await signInAt(authorizeUrl(server, client), user, browser);
    const chosen = { new_password: 'harbour-lantern-57-quill', new_password_again: 'harbour-lantern-57-quill' };
    const busy = await whileFull(() => browser.submit(page, chosen));
    expectBusy(busy);
    expect((await browser.submit(busy, chosen)).status).toBe(303);
  });

  test('at /account/password: nothing is changed', async () => {
    const browser = new Browser();
    const user = await server.addUser();
    await signInAt(authorizeUrl(server, client), user, browser);
    const page = await browser.get(`${server.url}/account`);
    const form = page.forms.findIndex(({ action }) => action === '/account/password');
    const chosen = {
      current_password: user.password,
      new_password: 'harbour-lantern-57-quill',
      new_password_again: 'harbour-lantern-57-quill',
    };
    expectBusy(await whileFull(() => browser.submit(page, chosen, form)));
    expect((await browser.submit(page, chosen, form)).status).toBe(303);
  });

  test('at /setup: the link is not used up', async () => {
    const act = { origin: { actor: 'system', address: '', requestId: '' }, now: server.now() };
    const token = await server.storage.transact((stores) => issueSetupLink(stores, 'setup', act));
    const browser = new Browser();
    const page = await browser.get(`${server.url}/setup`);
    const typed = { token, username: 'root-user', fullname: 'Root', password: 'harbour-lantern-57-quill' };
    const busy = await whileFull(() => browser.submit(page, typed));
    expectBusy(busy);
    const done = await browser.submit(busy, { ...typed });
    expect([done.status, done.location]).toEqual([303, '/setup/done']);
  });

  test('tokens are not slowed: a refresh succeeds meanwhile', async () => {
    const tokens = await obtainTokens(server, client);
    expect((await whileFull(() => refresh(server, client, { refresh_token: tokens.refresh }))).status).toBe(200);
  });
});
