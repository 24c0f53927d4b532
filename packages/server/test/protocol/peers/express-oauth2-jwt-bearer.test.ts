import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asClient } from '../../support/api-callers.ts';
import { openIdTokens } from '../../support/openid-flow.ts';
import { basic, formToken } from '../../support/tally-client.ts';
import { freePort, startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

const [RESOURCE, OTHER] = ['https://notes.example/', 'https://other.example/'];
const metadata = { allowed_resources: [RESOURCE, OTHER, 'https://rs256.example/', 'https://eddsa.example/'] };
const MAIN = fileURLToPath(new URL('../../../../../examples/resource-server/main.mjs', import.meta.url));
let server: TestServer;
let app: TestClient;
let reader: { id: string; password: string };
let machine: TestClient;
let url: string;
let resourceServer: ChildProcess;

beforeAll(async () => {
  server = await startTestServer();
  reader = await server.addUser();
  // The owner is super of the root role, which holds every resource.
  const draft = { owner: reader.id, metadata: { access_token_format: 'jwt', resource_indicators: [RESOURCE] } } as const;
  const notes = await server.addClient(draft);
  expect((await asClient(server, notes)('POST', '/resources', [{ name: 'note:read' }])).status).toBe(200);
  await server.addClient({ metadata: { access_token_format: 'jwt', resource_indicators: [OTHER] } });
  app = await server.addClient({ metadata });
  machine = await server.addClient({ grantTypes: ['client_credentials'], metadata });
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}/notes`;
  const env = { HUFU_ISSUER: server.issuer, RESOURCE, PORT: port, MACHINES: String(machine.id) };
  resourceServer = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(resourceServer.stdout ?? resourceServer, 'data');
});
afterAll(async () => {
  const gone = once(resourceServer, 'exit');
  resourceServer.kill('SIGTERM');
  await gone;
  await server.close();
});

/** What the API answers to a token: status and challenge. */
async function answer(token?: string, method = 'GET'): Promise<readonly [status: number, challenge: string]> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method, headers });
  await response.arrayBuffer();
  return [response.status, response.headers.get('www-authenticate') ?? ''];
}

async function ownToken(of: TestClient, parameters: Record<string, string>): Promise<string> {
  const { body } = await formToken(server, { grant_type: 'client_credentials', ...parameters }, basic(of));
  return body.access_token ?? '';
}

/** Tokens of somebody who signed in at an application, for a resource. */
function userTokens(resource: string, user = reader): ReturnType<typeof openIdTokens> {
  return openIdTokens(server, app, { user, parameters: { scope: 'openid permissions', resource } });
}

describe('accepted', () => {
  test('[express-oauth2-jwt-bearer] RFC 9068 §4: the token of a user, who may read and may not write', async () => {
    const { access } = await userTokens(RESOURCE);
    expect(await answer(access)).toEqual([200, '']);
    expect(await answer(access, 'POST')).toEqual([403, 'Bearer error="insufficient_scope", scope="permissions"']);
  });

  test('[express-oauth2-jwt-bearer] RFC 9068 §4: the token of a machine that is in the list', async () => {
    expect(await answer(await ownToken(machine, { resource: RESOURCE }))).toEqual([200, '']);
  });

  test.each(['RS256', 'EdDSA'] as const)('[express-oauth2-jwt-bearer] RFC 9068 §2.1: a token signed by %s', async (algorithm) => {
    const resource = `https://${algorithm.toLowerCase()}.example/`;
    await server.addClient({
      metadata: { access_token_format: 'jwt', resource_indicators: [resource], access_token_signed_response_alg: algorithm },
    });
    const [status, challenge] = await answer(await ownToken(machine, { resource }));
    // The signature is good by our key set: what is wrong is only that it is for somebody else.
    expect([status, challenge]).toEqual([401, expect.stringContaining("Unexpected 'aud' value")]);
  });
});

describe('refused', () => {
  async function expectRefusal(token: string, why: string): Promise<void> {
    expect(await answer(token)).toEqual([401, expect.stringContaining(why)]);
  }

  test('[express-oauth2-jwt-bearer] RFC 9068 §4: an ID token is refused', async () => {
    await expectRefusal((await userTokens(RESOURCE)).idToken, "Unexpected 'typ' value");
  });

  test('[express-oauth2-jwt-bearer] RFC 9068 §4: a token for another resource is refused', async () => {
    await expectRefusal((await userTokens(OTHER)).access, "Unexpected 'aud' value");
  });

  test('[express-oauth2-jwt-bearer] RFC 9068 §4: an expired token is refused', async () => {
    await expectRefusal(await agoToken(), "'exp' claim timestamp check failed");
  });

  test('[express-oauth2-jwt-bearer] RFC 9068 §4: an opaque token is refused', async () => {
    await expectRefusal(await ownToken(machine, {}), 'Invalid Token or Protected Header formatting');
  });

  test('[express-oauth2-jwt-bearer] RFC 9068 §4: a token that was changed is refused', async () => {
    await expectRefusal(changed((await userTokens(RESOURCE)).access), 'signature verification failed');
  });

  test('[express-oauth2-jwt-bearer] RFC 6750 §3.1: no token at all is refused', async () => {
    expect((await answer())[0]).toBe(401);
  });

  test('[express-oauth2-jwt-bearer] RFC 9068 §5: a machine that is not in the list, and a user who holds nothing, are refused', async () => {
    const stranger = await server.addClient({ grantTypes: ['client_credentials'], metadata });
    expect((await answer(await ownToken(stranger, { resource: RESOURCE })))[0]).toBe(403);
    expect((await answer((await userTokens(RESOURCE, await server.addUser())).access))[0]).toBe(403);
  });
});

/** A token that was issued an hour ago. */
async function agoToken(): Promise<string> {
  server.advance(-3_600_000);
  try {
    return await ownToken(machine, { resource: RESOURCE });
  } finally {
    server.advance(3_600_000);
  }
}

/** The token with another `sub`, under the signature of the first. */
function changed(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [header, Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url'), signature].join('.');
}
