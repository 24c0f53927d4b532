import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueSetupLink } from '../../../src/identity/setup/setup-link.ts';
import { personalSecret } from '../../support/administration.ts';
import { Browser } from '../../support/browser.ts';
import {
  authorizeUrl,
  basic,
  clientJwt,
  formToken,
  redirected,
  signInAt,
  signJwt,
  tokenRequest,
} from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { pkcePair, useAccessToken } from '../../support/token-checks.ts';

const canary = (name: string): string => `canary-${name}-4f2a`;
let server: TestServer;
const planted: string[] = [];

/** Remembers a secret, and answers it. */
function plant(secret: string | undefined): string {
  if (secret === undefined || secret.length < 8) throw new Error('nothing was planted');
  planted.push(secret);
  return secret;
}

beforeAll(async () => {
  server = await startTestServer();
  await signInAndUseEverything();
});
afterAll(() => server.close());

async function signInAndUseEverything(): Promise<void> {
  const client = await server.addClient({ grantTypes: ['authorization_code', 'refresh_token', 'password'] });
  plant(client.secret);
  const user = await server.addUser({ password: plant(canary('given-password')), mustChangePassword: true });
  const browser = new Browser({
    'user-agent': 'test',
    referer: `http://x.example/${plant(canary('referer'))}`,
    'x-api-key': plant(canary('header')),
  });
  const { verifier, challenge } = pkcePair();
  const parameters = {
    state: plant(canary('state')),
    nonce: plant(canary('nonce')),
    code_challenge: challenge,
    code_challenge_method: 'S256',
    x: plant(canary('query')),
  };
  const url = authorizeUrl(server, client, parameters);
  await signInAt(url, { id: plant(canary('typed-name')), password: plant(canary('wrong-password')) }, browser);
  const change = await signInAt(url, user, browser);
  plant(change.forms[0]?.hidden['change_token']);
  const password = plant(canary('new-password'));
  const back = redirected(await browser.submit(change, { new_password: password, new_password_again: password }));
  for (const name of ['hufu_session', 'hufu_device', 'hufu_csrf']) plant(browser.cookieNamed(name));
  const form = {
    grant_type: 'authorization_code',
    code: plant(back.get('code') ?? ''),
    redirect_uri: client.redirectUri,
    code_verifier: plant(verifier),
  };
  plant(basic(client)['authorization']?.slice(6));
  const first = (await formToken(server, form, basic(client))).body;
  plant(first.access_token);
  const jwt = plant(clientJwt(client, server.now()));
  const refreshed = `${server.url}/oauth2/token?grant_type=refresh_token&refresh_token=${plant(first.refresh_token)}`;
  const second = (await tokenRequest(refreshed, { headers: { Authencation: `Client ${jwt}` } })).body;
  await tokenRequest(refreshed, { headers: { Authorization: jwt } });
  plant(second.access_token);
  plant(second.refresh_token);
  await fetch(`${server.url}/oauth2/expire?access_token=${second.access_token}`);
  await useAccessToken(server, second.access_token ?? '');
  await fetch(`${server.url}/oauth2/token?access_token=${second.access_token}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${second.access_token}` },
  });
  const secret = plant(await personalSecret(server, user.id));
  const claims = { username: user.id, time: String(Math.floor(server.now() / 1000)), nonce: 'n' };
  const username = plant(signJwt({ alg: 'HS256' }, claims, secret));
  const third = await formToken(
    server,
    { grant_type: 'password', username, password: plant(canary('grant-password')) },
    basic(client),
  );
  plant(third.body.access_token);
  await setUpAndTry();
  await fetch(`${server.url}/${plant(canary('path'))}`);
}

async function setUpAndTry(): Promise<void> {
  const act = { origin: { actor: 'system', address: '', requestId: '' }, now: server.now() };
  const token = plant(await server.storage.transact((stores) => issueSetupLink(stores, 'setup', act)));
  const browser = new Browser();
  const typed = { token, username: 'root-user', fullname: 'Root', password: plant(canary('root-password')) };
  await browser.submit(await browser.get(`${server.url}/setup`), typed);
  const done = await browser.get(`${server.url}/setup/done`);
  const tried = await browser.submit(
    done,
    {},
    done.forms.findIndex(({ action }) => action === '/setup/try'),
  );
  if (tried.status !== 200) throw new Error('the trial did not run');
}

test('no secret, code, token, password or query string in any log line', () => {
  const log = server.logged.join('\n');
  expect(server.logged.length).toBeGreaterThan(10);
  expect(planted.length).toBeGreaterThan(25);
  expect(planted.filter((secret) => log.includes(secret))).toEqual([]);
  expect(log).not.toMatch(/hf[acrsl]_|grant_type=|eyJ/);
});

test('none in the audit table, which knows tokens by their ids', async () => {
  const events = await server.storage.read((stores) => stores.audit.list({ limit: 200 }));
  const text = JSON.stringify(events);
  expect(planted.filter((secret) => text.includes(secret))).toEqual([]);
  const actions = new Set(events.map(({ action }) => action));
  for (const action of [
    'sign_in.succeeded',
    'sign_in.failed',
    'consent.given',
    'code.issued',
    'token.issued',
    'token.refreshed',
    'token.reused',
    'user.secret_generated',
    'setup.completed',
  ]) {
    expect([action, actions.has(action as (typeof events)[number]['action'])]).toEqual([action, true]);
  }
});

test('architecture §3: none in the files of the database', () => {
  const files = readdirSync(server.directory).filter((name) => name.startsWith('hufu.db'));
  const bytes = files.map((name) => readFileSync(join(server.directory, name)).toString('latin1')).join('');
  // The nonce is no secret of ours: it is kept with its code, to be given back to the client.
  const secrets = planted.filter((secret) => secret !== canary('nonce'));
  expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
});

test('a log line of a request names its route by its pattern, its status and its id', () => {
  const lines = server.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'request.finished');
  expect(lines).toContainEqual(
    expect.objectContaining({
      method: 'POST',
      route: '/oauth2/token',
      status: 200,
      requestId: expect.stringMatching(/^[0-9a-z]{16}$/),
    }),
  );
  expect(lines.some(({ route }) => route === 'unknown')).toBe(true);
});
