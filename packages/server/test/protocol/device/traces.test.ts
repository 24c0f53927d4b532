import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { addDeviceClient, askForCodes, enterCode, poll } from '../../support/device.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { failureOf, flowOf } from '../flows/flow-world.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await addDeviceClient(server, { fullname: 'Television' });
});
afterAll(() => server.close());

describe('issue 5, flow recorder: a device leaves traces', () => {
  test('its request, its polls and the pages of one device lead to each other', async () => {
    const asked = await askForCodes(server, client);
    const pending = await poll(server, client, asked.body.device_code);
    const browser = new Browser();
    const page = await enterCode(server, asked.body.user_code, { browser, person: await server.addUser() });
    const answered = await browser.submit(page, { step: 'allow' });
    const done = await poll(server, client, asked.body.device_code);
    const [first, waiting, consent, allowed, last] = await Promise.all(
      [asked, pending, page, answered, done].map((answer) => flowOf(server, answer)),
    );
    expect(first).toMatchObject({ endpoint: 'device_authorization', outcome: 'done', client_name: 'Television' });
    expect(waiting).toMatchObject({ endpoint: 'token', outcome: 'asked', error: 'authorization_pending' });
    expect(consent).toMatchObject({ endpoint: 'device_verification', outcome: 'asked' });
    expect(allowed).toMatchObject({ endpoint: 'device_verification', outcome: 'done' });
    expect(last?.passed.map(({ check }) => check)).toEqual(expect.arrayContaining(['device_code_owner', 'device_answered']));
    const related = JSON.stringify(first);
    for (const { headers } of [pending, page, answered, done]) expect(related).toContain(headers.get('x-request-id'));
    const all = JSON.stringify([first, waiting, consent, allowed, last]);
    for (const secret of [asked.body.device_code.slice(20), asked.body.user_code, done.body.access_token ?? '']) {
      expect(all).not.toContain(secret);
    }
  });

  test('RFC 8628 §3.5: a poll that was refused names the check, its section and the mend', async () => {
    const { body } = await askForCodes(server, client);
    await poll(server, client, body.device_code);
    const fast = await flowOf(server, await poll(server, client, body.device_code));
    expect(failureOf(fast)).toMatchObject({ check: 'device_poll_pace', section: 'RFC 8628 §3.5' });
    const unregistered = await flowOf(server, await askForCodes(server, await server.addClient()));
    expect(failureOf(unregistered)).toMatchObject({
      check: 'device_grant_registered',
      registered: { grant_types: ['authorization_code', 'refresh_token'] },
    });
  });

  test('a wrong user code names its check', async () => {
    const browser = new Browser();
    const page = await enterCode(server, 'BCDF-GHJK', { browser, person: await server.addUser() });
    expect(failureOf(await flowOf(server, page))).toMatchObject({ check: 'user_code_known', section: 'RFC 8628 §3.3' });
  });
});
