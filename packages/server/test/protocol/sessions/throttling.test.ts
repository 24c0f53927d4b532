import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, type Page } from '../../support/browser.ts';
import { authorizeUrl } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let hosts = 0;

beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1'] });
  client = await server.addClient();
});
afterAll(() => server.close());

const anAddress = (): string => `198.51.${++hosts >> 8}.${hosts & 255}`;

interface Attempt {
  readonly id: string;
  readonly password: string;
  readonly address?: string;
  readonly on?: TestServer;
  readonly device?: string;
}

async function attempt({ id, password, address = anAddress(), on = server, device }: Attempt): Promise<Page> {
  const browser = new Browser({ 'x-forwarded-for': address });
  if (device !== undefined) browser.setCookie('hufu_device', device);
  return browser.submit(await browser.get(`${on.url}/sign-in`), { username: id, password });
}

async function fail(times: number, at: Omit<Attempt, 'password'>): Promise<Page[]> {
  const pages: Page[] = [];
  for (let count = 0; count < times; count++) pages.push(await attempt({ ...at, password: 'not-the-password' }));
  return pages;
}

const statusesOf = (pages: readonly Page[]): number[] => pages.map(({ status }) => status);

describe('wrong passwords per account', () => {
  test('ten are free; then 429 with Retry-After, from any address, with the right password too', async () => {
    const user = await server.addUser();
    expect(statusesOf(await fail(11, user)).slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 200));
    const page = await attempt(user);
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(page.headers.get('retry-after'))).toBeLessThanOrEqual(30);
    expect(page.body).toContain('too many failed attempts');
    expect(page.forms[0]?.hidden['username']).toBe(user.id);
  });

  test('the delay grows up to 15 minutes, and is never a lock: after it the right password works', async () => {
    const user = await server.addUser();
    await fail(11, user);
    const delays: number[] = [];
    for (let round = 0; round < 7; round++) {
      const seconds = Number((await attempt({ ...user, password: 'not-the-password' })).headers.get('retry-after'));
      delays.push(seconds);
      server.advance(seconds * 1000);
      await fail(1, user);
    }
    expect(delays.every((delay, index) => index === 0 || delay >= (delays[index - 1] ?? 0))).toBe(true);
    expect(delays[0]).toBeLessThanOrEqual(30);
    expect(delays.at(-1)).toBeGreaterThan(800);
    expect(delays.at(-1)).toBeLessThanOrEqual(900);
    server.advance(900_000);
    expect((await attempt(user)).status).toBe(303);
    expect((await attempt(user)).status).toBe(303);
  });

  test('security §1.8: the key is canonical: case, spaces and width of the name do not matter', async () => {
    const user = await server.addUser({ id: 'canon-ical' });
    const spellings = ['CANON-ICAL', ' canon-ical ', 'Canon-Ical', '\uff43anon-ical'];
    for (let count = 0; count < 11; count++) await fail(1, { id: spellings[count % spellings.length] ?? '' });
    expect((await attempt(user)).status).toBe(429);
  });

  test('a name that does not exist is throttled alike', async () => {
    await fail(11, { id: 'nobody-at-all' });
    expect((await attempt({ id: 'nobody-at-all', password: 'x' })).status).toBe(429);
  });

  test('another account is not affected', async () => {
    await fail(12, await server.addUser());
    expect((await attempt(await server.addUser())).status).toBe(303);
  });

  test('no way to lock somebody else out for good: a browser in which the user has signed in is counted on its own', async () => {
    const user = await server.addUser();
    const own = new Browser({ 'x-forwarded-for': anAddress() });
    await own.submit(await own.get(`${server.url}/sign-in`), { username: user.id, password: user.password });
    const device = own.cookieNamed('hufu_device') ?? '';
    await fail(12, user);
    expect((await attempt(user)).status).toBe(429);
    expect((await attempt({ ...user, device })).status).toBe(303);
  });

  test('the mark of a known browser is good for its user only, and is throttled itself', async () => {
    const [user, victim] = [await server.addUser(), await server.addUser()];
    const own = new Browser();
    await own.submit(await own.get(`${server.url}/sign-in`), { username: user.id, password: user.password });
    const device = own.cookieNamed('hufu_device') ?? '';
    await fail(12, victim);
    expect((await attempt({ ...victim, device })).status).toBe(429);
    expect(statusesOf(await fail(12, { ...user, device })).at(-1)).toBe(429);
  });

  test('a success between failures ends the row', async () => {
    const user = await server.addUser();
    for (let row = 0; row < 3; row++) {
      await fail(8, user);
      expect((await attempt(user)).status).toBe(303);
    }
  });

  test('the page of a client answers 429 too, and the request is not lost', async () => {
    const user = await server.addUser();
    await fail(12, user);
    const browser = new Browser({ 'x-forwarded-for': anAddress() });
    const page = await browser.get(authorizeUrl(server, client, { state: 'kept' }));
    const throttled = await browser.submit(page, { username: user.id, password: user.password });
    expect([throttled.status, throttled.headers.get('retry-after') === null]).toEqual([429, false]);
    server.advance(1_000_000);
    const done = await browser.submit(throttled, { username: user.id, password: user.password });
    expect(done.location).toContain('state=kept');
  });
});

describe('security §6: wrong passwords per address', () => {
  test('30 in ten minutes, over all accounts; another address is unaffected', async () => {
    const address = anAddress();
    const user = await server.addUser();
    for (let count = 0; count < 30; count++) await fail(1, { id: `guess-${count}`, address });
    expect((await attempt({ ...user, address })).status).toBe(429);
    expect((await attempt(user)).status).toBe(303);
    server.advance(601_000);
    expect((await attempt({ ...user, address })).status).toBe(303);
  });

  test('IPv6 is counted by /64', async () => {
    for (let count = 0; count < 30; count++) await fail(1, { id: `six-${count}`, address: `2001:db8:1:2::${count + 1}` });
    const user = await server.addUser();
    expect((await attempt({ ...user, address: '2001:db8:1:2:ffff::1' })).status).toBe(429);
    expect((await attempt({ ...user, address: '2001:db8:1:3::1' })).status).toBe(303);
  });

  test('X-Forwarded-For counts from trusted proxies only', async () => {
    const direct = await startTestServer();
    try {
      const user = await direct.addUser();
      for (let count = 0; count < 30; count++) await fail(1, { id: `direct-${count}`, on: direct });
      expect((await attempt({ ...user, on: direct })).status).toBe(429);
    } finally {
      await direct.close();
    }
  });

  test('what the client wrote into X-Forwarded-For before the proxy added to it does not count', async () => {
    for (let count = 0; count < 30; count++) await fail(1, { id: `spoof-${count}`, address: `203.0.113.${count}, 192.0.2.77` });
    expect((await attempt({ ...(await server.addUser()), address: '203.0.113.200, 192.0.2.77' })).status).toBe(429);
  });
});

test('throttling survives a restart', async () => {
  const before = await startTestServer({ trustedProxies: ['127.0.0.1'] });
  const user = await before.addUser();
  await fail(12, { ...user, on: before });
  await before.stop();
  const after = await startTestServer({ trustedProxies: ['127.0.0.1'], after: before });
  try {
    expect((await attempt({ ...user, on: after })).status).toBe(429);
    after.advance(900_000);
    expect((await attempt({ ...user, on: after })).status).toBe(303);
  } finally {
    await after.close();
  }
});

test('security §1.3: thirty attempts at once do not get past the limit', async () => {
  const user = await server.addUser();
  const pages = await Promise.all(Array.from({ length: 30 }, () => attempt({ ...user, password: 'not-the-password' })));
  expect(statusesOf(pages).filter((status) => status === 200).length).toBeLessThanOrEqual(11);
});
