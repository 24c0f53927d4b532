import { afterAll, beforeAll, expect, test } from 'vitest';
import { setClient, setStatus } from '../../support/administration.ts';
import { basic, obtainTokens } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let reads = 0;

beforeAll(async () => {
  server = await startTestServer({
    storage: (own) => ({
      transact: (work) => own.transact(work),
      read: (work) => {
        reads += 1;
        return own.read(work);
      },
      snapshot: (work) => own.snapshot(work),
      ping: () => own.ping(),
      close: () => own.close(),
    }),
  });
  client = await server.addClient();
});
afterAll(() => server.close());

async function introspect(token: string, headers: Record<string, string> = basic(client)): Promise<Response> {
  return fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers, body: new URLSearchParams({ token }) });
}

/** What is answered the first time, and again once all that it takes is in memory. */
async function twice(token: string): Promise<{ readonly first: Response; readonly again: Response }> {
  const first = await introspect(token);
  const before = reads;
  const again = await introspect(token);
  expect(reads - before).toBe(0);
  return { first, again };
}

// What differs from one request to the next whatever it is about.
function headersOf(response: Response): [string, string][] {
  return [...response.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date');
}

test('RFC 7662 §2.2: an answer from memory is the one from the database, headers included', async () => {
  const { access } = await obtainTokens(server, client);
  const { first, again } = await twice(access);
  expect(await again.text()).toBe(await first.text());
  expect(headersOf(again)).toEqual(headersOf(first));
});

test('RFC 7662 §2.2: what is in memory counts no longer than until it ends', async () => {
  const user = await server.addUser();
  const ended = (await obtainTokens(server, client, { user })).access;
  const frozen = (await obtainTokens(server, client, { user })).access;
  await twice(ended);
  await twice(frozen);
  const headers = { authorization: `Bearer ${ended}` };
  await fetch(`${server.url}/oauth2/token?access_token=${ended}`, { method: 'DELETE', headers });
  expect(await (await introspect(ended)).json()).toEqual({ active: false });
  expect(await (await introspect(frozen)).json()).toMatchObject({ active: true });
  await setStatus(server, user.id, 'frozen');
  expect(await (await introspect(frozen)).json()).toEqual({ active: false });
});

test('RFC 7662 §2.2: a token in memory is not told to another client, nor after it has expired', async () => {
  const other = await server.addClient();
  const { access } = await obtainTokens(server, client);
  await twice(access);
  await introspect(access, basic(other));
  expect(await (await introspect(access, basic(other))).json()).toEqual({ active: false });
  server.advance(7_200_000);
  expect(await (await introspect(access)).json()).toEqual({ active: false });
});

test('RFC 7662 §2.1: a client in memory proves itself each time, and not once it is disabled', async () => {
  const own = await server.addClient();
  const { access } = await obtainTokens(server, own);
  for (let turn = 0; turn < 2; turn++) expect((await introspect(access, basic(own))).status).toBe(200);
  expect((await introspect(access, basic({ ...own, secret: `${own.secret}x` }))).status).toBe(401);
  expect((await introspect(access, basic(own))).status).toBe(200);
  await setClient(server, own, { status: 'disabled' });
  expect((await introspect(access, basic(own))).status).toBe(401);
});
