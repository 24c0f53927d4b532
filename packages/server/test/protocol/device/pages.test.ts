import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setClient, setStatus } from '../../support/administration.ts';
import { Browser, type Page } from '../../support/browser.ts';
import { addDeviceClient, answerFor, askForCodes, enterCode, type Person, poll } from '../../support/device.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

const ENGLISH = { 'accept-language': 'en' };
const WRONG = 'There is no such code.';
let server: TestServer;
let client: TestClient;
let person: Person;
let browser: Browser;

beforeAll(async () => {
  server = await startTestServer();
  client = await addDeviceClient(server, { fullname: 'Television <b>"4K"</b>' });
});
afterAll(() => server.close());
beforeEach(async () => {
  // Guesses of one test must not count in the next.
  server.advance(11 * 60_000);
  person = await server.addUser();
  browser = new Browser(ENGLISH);
});

async function userCode(): Promise<string> {
  return (await askForCodes(server, client)).body.user_code;
}

function enter(code: string): Promise<Page> {
  return enterCode(server, code, { browser, person });
}

describe('RFC 8628 §3.3: the person enters the code', () => {
  test('signs in, and is shown client, code and scopes before anything is allowed', async () => {
    const { user_code, device_code } = (await askForCodes(server, client)).body;
    const page = await enter(user_code);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Television &lt;b&gt;&quot;4K&quot;&lt;/b&gt;');
    expect(page.body).toContain(`<code>${user_code}</code>`);
    expect(page.body).toContain('Know who you are');
    expect(page.body).toContain(person.id);
    expect((await poll(server, client, device_code)).body.error).toBe('authorization_pending');
  });

  test('RFC 8628 §6.1: in lower case, without the dash, with spaces', async () => {
    const code = await userCode();
    expect((await enter(` ${code.toLowerCase().replace('-', ' ')} `)).body).toContain(`<code>${code}</code>`);
  });

  test('who is not signed in is not told whether there is such a code', async () => {
    const [known, unknown] = [await userCode(), 'BBBB-BBBB'];
    const pages = await Promise.all(
      [known, unknown].map(async (code) => {
        const fresh = new Browser(ENGLISH);
        const page = await fresh.submit(await fresh.get(`${server.url}/oauth2/device`), { user_code: code });
        return [page.status, page.body.replaceAll(code, 'CODE').replace(/value="[^"]*"|<code>[^<]*<\/code>/g, '')];
      }),
    );
    expect(pages[0]).toEqual(pages[1]);
  });

  test('who is signed in already is not asked for the password', async () => {
    await enter(await userCode());
    const page = await browser.submit(await browser.get(`${server.url}/oauth2/device`), { user_code: await userCode() });
    expect(page.body).toContain('value="allow"');
    expect(page.body).not.toContain('type="password"');
  });

  test('a wrong password, a missing one, and a password that must be changed come on the way', async () => {
    const code = await userCode();
    const start = await browser.submit(await browser.get(`${server.url}/oauth2/device`), { user_code: code });
    const wrong = await browser.submit(start, { username: person.id, password: 'not-the-password' });
    expect(wrong.body).toContain('The user name or the password is wrong.');
    const fresh = await server.addUser({ mustChangePassword: true });
    const change = await browser.submit(wrong, { username: fresh.id, password: fresh.password });
    const chosen = 'quiet-harbour-58-lantern';
    const asked = await browser.submit(change, { new_password: chosen, new_password_again: chosen });
    expect(asked.body).toContain(`<code>${code}</code>`);
    expect((await browser.submit(asked, { step: 'allow' })).body).toContain('The device is connected');
  });

  test('another account can be taken, and then it is theirs', async () => {
    const { user_code, device_code } = (await askForCodes(server, client)).body;
    const other = await server.addUser();
    const signIn = await browser.submit(await enter(user_code), { step: 'switch' });
    const page = await browser.submit(signIn, { username: other.id, password: other.password });
    await browser.submit(page, { step: 'allow' });
    const { body } = await poll(server, client, device_code);
    const answer = await fetch(`${server.url}/api2/user`, { headers: { authorization: `Bearer ${body.access_token}` } });
    expect(await answer.json()).toMatchObject({ id: other.id });
  });
});

describe('RFC 8628 §3.3.1, §5.4: remote phishing', () => {
  test('verification_uri_complete shows the code in its field, and nothing happens before it is confirmed', async () => {
    const { user_code, device_code, verification_uri_complete } = (await askForCodes(server, client)).body;
    await enter(await userCode());
    const page = await browser.get(verification_uri_complete);
    expect(page.body).toContain(`name="user_code" type="text" value="${user_code}"`);
    expect(page.body).toContain('Compare this code');
    expect(page.body).not.toContain('Television');
    expect((await poll(server, client, device_code)).body.error).toBe('authorization_pending');
    const asked = await browser.submit(page, { user_code });
    expect(asked.body).toContain('Go on only if you started this yourself');
    expect((await browser.submit(asked, { step: 'allow' })).body).toContain('The device is connected');
  });

  test('it asks each time, whatever was allowed before and whatever the client may skip', async () => {
    const trusted = await addDeviceClient(server, { consent: 'never' });
    for (const _ of [1, 2]) {
      const { user_code } = (await askForCodes(server, trusted)).body;
      const page = await enter(user_code);
      expect(page.body).toContain('Go on only if you started this yourself');
      await browser.submit(page, { step: 'allow' });
    }
  });

  test('no consent is remembered by it', async () => {
    await browser.submit(await enter(await userCode()), { step: 'allow' });
    expect(await server.storage.read(({ consents }) => consents.list(person.id))).toEqual([]);
  });
});

describe('the answer counts once', () => {
  test('a second answer, a reloaded one, and one after 10 minutes are told that there is no such code', async () => {
    const code = await userCode();
    const asked = await enter(code);
    expect((await browser.submit(asked, { step: 'allow' })).body).toContain('The device is connected');
    expect((await browser.submit(asked, { step: 'allow' })).body).toContain(WRONG);
    expect((await browser.submit(asked, { step: 'deny' })).body).toContain(WRONG);
    const late = await enter(await userCode());
    server.advance(600_000);
    expect((await browser.submit(late, { step: 'allow' })).body).toContain(WRONG);
  });

  test('refusing gives nothing', async () => {
    const { user_code, device_code } = (await askForCodes(server, client)).body;
    const page = await answerFor(server, user_code, { step: 'deny', browser, person });
    expect([page.status, page.body.includes('The device was refused')]).toEqual([200, true]);
    expect((await poll(server, client, device_code)).body.error).toBe('access_denied');
  });

  test('security §1, pattern 2: not when user, client or session are not as they were', async () => {
    const own = await addDeviceClient(server);
    const { user_code, device_code } = (await askForCodes(server, own)).body;
    const asked = await enter(user_code);
    await setClient(server, own, { status: 'disabled' });
    expect((await browser.submit(asked, { step: 'allow' })).body).toContain(WRONG);
    await setClient(server, own, { status: 'active' });
    await setStatus(server, person.id, 'frozen');
    const refused = await browser.submit(asked, { step: 'allow' });
    expect(refused.body).not.toContain('is connected');
    expect((await poll(server, own, device_code)).body.error).toBe('authorization_pending');
  });
});

describe('RFC 9700 §4.7: forms come from our own pages', () => {
  test.each(['allow', 'deny', 'switch', 'code', 'sign-in'])('%s without the token does nothing', async (step) => {
    const { user_code, device_code } = (await askForCodes(server, client)).body;
    await enter(user_code);
    const url = `${server.url}/oauth2/device?user_code=${user_code}`;
    for (const csrf_token of ['', 'x'.repeat(43)]) {
      const page = await browser.post(url, { step, csrf_token, user_code });
      expect(page.body).toContain('This page was open for too long');
      expect(page.body).not.toContain('Television');
    }
    expect((await poll(server, client, device_code)).body.error).toBe('authorization_pending');
  });

  test('the token of one session is not that of another', async () => {
    const { user_code, device_code } = (await askForCodes(server, client)).body;
    const asked = await enter(user_code);
    const stranger = new Browser(ENGLISH);
    await enterCode(server, await userCode(), { browser: stranger, person: await server.addUser() });
    const page = await stranger.submit(asked, { step: 'allow' });
    expect(page.body).toContain('This page was open for too long');
    expect((await poll(server, client, device_code)).body.error).toBe('authorization_pending');
  });

  test('security §6: the pages may not be framed, run no inline script, and are not kept', async () => {
    const code = await userCode();
    const pages = [await browser.get(`${server.url}/oauth2/device`), await enter(code)];
    pages.push(await browser.submit(pages[1] as Page, { step: 'deny' }));
    for (const { headers } of pages) {
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy')).toContain("form-action 'self';");
      expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
    }
  });

  test('a step that does not exist, and none, are 400', async () => {
    for (const step of ['', 'approve', '__proto__']) {
      expect((await browser.post(`${server.url}/oauth2/device`, { step })).status).toBe(400);
    }
  });
});

describe('RFC 8628 §5.1: guessing user codes', () => {
  const guess = (index: number): string =>
    `BCDF-GH${'BCDFGHJKLMNPQRSTVWXZ'[index % 20]}${'BCDFGHJKLMNPQRSTVWXZ'[Math.floor(index / 20)]}`;

  test('after 10 wrong ones in 10 minutes a person waits, also with a right one; then it goes on', async () => {
    const code = await userCode();
    await enter(await userCode());
    for (let index = 0; index < 10; index++) expect((await enter(guess(index))).body).toContain(WRONG);
    const denied = await enter(code);
    expect([denied.status, denied.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect(denied.body).toContain('There were too many wrong codes.');
    server.advance(10 * 60_000);
    const { user_code } = (await askForCodes(server, client)).body;
    expect((await enter(user_code)).body).toContain('value="allow"');
  });

  test('right ones are not counted', async () => {
    for (let index = 0; index < 12; index++) expect((await enter(await userCode())).body).toContain('value="allow"');
  });

  test('the answer itself is counted like entering: it cannot be guessed instead', async () => {
    const asked = await enter(await userCode());
    const { csrf_token = '' } = asked.forms[0]?.hidden ?? {};
    const statuses: number[] = [];
    for (let index = 0; index < 12; index++) {
      const url = `${server.url}/oauth2/device?user_code=${guess(index)}`;
      statuses.push((await browser.post(url, { step: 'allow', csrf_token })).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429, 429]);
  });

  test('all persons at one address together have 30, and the audit table tells who reached a limit', async () => {
    const persons = await Promise.all([1, 2, 3, 4].map(() => server.addUser()));
    const statuses: number[] = [];
    for (const [number, one] of persons.entries()) {
      const own = new Browser(ENGLISH);
      for (let index = 0; index < 9; index++) {
        statuses.push((await enterCode(server, guess(number * 10 + index), { browser: own, person: one })).status);
      }
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    const events = await server.storage.read(({ audit }) => audit.list({ action: 'device.throttled', limit: 100 }));
    expect(events[0]).toMatchObject({ userId: persons[3]?.id, actor: persons[3]?.id });
  });

  test('what cannot be a code costs no attempt, and is shown again', async () => {
    await enter(await userCode());
    for (let index = 0; index < 12; index++) {
      const page = await enter('AEIOU-<b>');
      expect(page.body).toContain('one has eight letters');
      expect(page.body).toContain('AEIOU-&lt;b&gt;');
    }
    expect((await enter('')).body).toContain('Enter the code.');
    expect((await enter(await userCode())).body).toContain('value="allow"');
  });
});

describe('the pages in both languages', () => {
  test('a link changes the language and keeps the code; ui_locales in the address counts', async () => {
    const code = await userCode();
    const page = await enter(code);
    const chinese = /href="([^"]*ui_locales=zh-CN)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const entered = await browser.get(new URL(chinese, server.url).href);
    expect(entered.body).toContain(`value="${code}"`);
    const asked = await browser.submit(entered, { user_code: code });
    expect(asked.body).toContain('<html lang="zh-CN">');
    expect(asked.body).toContain('只有当您自己在面前的设备上发起了此次连接时');
    expect((await browser.submit(asked, { step: 'allow' })).body).toContain('设备已连接');
  });

  test('what an address holds that is no code is not shown', async () => {
    for (const query of ['user_code=%3Cscript%3E', 'user_code=Call+0900-123', 'user_code=', 'x=y']) {
      const page = await browser.get(`${server.url}/oauth2/device?${query}`);
      expect([page.status, page.body.includes('name="user_code" type="text" value=""')]).toEqual([200, true]);
    }
    expect((await browser.get(`${server.url}/oauth2/device?user_code=%ff`)).status).toBe(400);
  });
});
