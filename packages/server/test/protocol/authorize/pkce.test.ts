import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { authorizeUrl, formToken, obtainCode, redirected } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode, pkcePair, verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

const s256 = (challenge: string): Record<string, string> => ({ code_challenge: challenge, code_challenge_method: 'S256' });

async function errorFor(to: TestClient, parameters: Record<string, string>): Promise<string | null> {
  const page = await new Browser().get(authorizeUrl(server, to, parameters));
  return page.status === 303 ? redirected(page).get('error') : null;
}

describe('RFC 7636 at the authorization endpoint', () => {
  test('contract §1: always required of public clients', async () => {
    const app = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://app.example/cb'] });
    expect(await errorFor(app, {})).toBe('invalid_request');
    expect(await errorFor(app, s256(pkcePair().challenge))).toBeNull();
  });

  test('contract §1: required of a confidential client when its require_pkce says so', async () => {
    const strict = await server.addClient({ requirePkce: true });
    expect(await errorFor(strict, {})).toBe('invalid_request');
    expect(await errorFor(strict, s256(pkcePair().challenge))).toBeNull();
  });

  test('contract §1: not required of the seed’s clients', async () => {
    expect(await errorFor(client, {})).toBeNull();
  });

  test.each([
    ['RFC 7636 §4.3: no method means plain, which is refused', { code_challenge: 'a'.repeat(43) }],
    ['contract §1: S256 only', { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }],
    ['the method is case-sensitive', { code_challenge: 'a'.repeat(43), code_challenge_method: 's256' }],
    ['RFC 7636 §4.2: a challenge that is too short', s256('a'.repeat(42))],
    ['RFC 7636 §4.2: a challenge that is too long for S256', s256('a'.repeat(44))],
    ['RFC 7636 §4.2: a challenge with padding', s256(`${'a'.repeat(42)}=`)],
    ['a method without a challenge', { code_challenge_method: 'S256' }],
  ])('%s', async (_title, parameters) => {
    expect(await errorFor(client, parameters as Record<string, string>)).toBe('invalid_request');
  });
});

describe('RFC 7636 at the token endpoint', () => {
  const codeFor = (challenge: string): Promise<string> => obtainCode(server, client, { parameters: s256(challenge) });

  test('RFC 7636 §4.6: the verifier of the challenge is accepted', async () => {
    const { verifier, challenge } = pkcePair();
    expect((await exchangeCode(server, client, { code: await codeFor(challenge), code_verifier: verifier })).status).toBe(200);
  });

  test('RFC 7636 Appendix B: the example of the standard', async () => {
    const code = await codeFor('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    const answer = await exchangeCode(server, client, { code, code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' });
    expect(answer.status).toBe(200);
  });

  test('contract §3: the owner’s attempt with a wrong verifier burns the code', async () => {
    const { verifier, challenge } = pkcePair();
    const code = await codeFor(challenge);
    expect(verdict(await exchangeCode(server, client, { code, code_verifier: pkcePair().verifier }))).toEqual([
      400,
      'invalid_grant',
    ]);
    expect(verdict(await exchangeCode(server, client, { code, code_verifier: verifier }))).toEqual([400, 'invalid_grant']);
  });

  test('contract §4: a malformed verifier burns nothing', async () => {
    const { verifier, challenge } = pkcePair();
    const code = await codeFor(challenge);
    for (const malformed of ['short', 'a'.repeat(129), `${'a'.repeat(43)} `, `${'a'.repeat(42)}\u00e9`]) {
      expect(verdict(await exchangeCode(server, client, { code, code_verifier: malformed }))).toEqual([400, 'invalid_request']);
    }
    expect((await exchangeCode(server, client, { code, code_verifier: verifier })).status).toBe(200);
  });

  test('RFC 7636 §4.6: a missing verifier is invalid_grant', async () => {
    const code = await codeFor(pkcePair().challenge);
    expect(verdict(await exchangeCode(server, client, { code }))).toEqual([400, 'invalid_grant']);
  });

  test('RFC 7636 §4.6: the challenge itself is not a verifier', async () => {
    const { challenge } = pkcePair();
    const code = await codeFor(challenge);
    expect(verdict(await exchangeCode(server, client, { code, code_verifier: challenge }))).toEqual([400, 'invalid_grant']);
  });

  test('RFC 9700 §4.8.2: a verifier where the request had no challenge is refused (downgrade)', async () => {
    const code = await obtainCode(server, client);
    expect(verdict(await exchangeCode(server, client, { code, code_verifier: pkcePair().verifier }))).toEqual([
      400,
      'invalid_grant',
    ]);
  });

  test('a public client exchanges by client_id and verifier alone, and never without the verifier', async () => {
    const app = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://app.example/cb'] });
    const { verifier, challenge } = pkcePair();
    const code = await obtainCode(server, app, { parameters: s256(challenge) });
    const form = { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri, client_id: String(app.id) };
    expect(verdict(await formToken(server, form))).toEqual([400, 'invalid_grant']);
    expect((await formToken(server, { ...form, code_verifier: verifier })).status).toBe(200);
  });
});
