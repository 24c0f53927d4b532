import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { claimsOf, openIdTokens, openIdUrl, outcome, signedIn } from '../../support/openid-flow.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { refresh } from '../../support/token-checks.ts';

let server: TestServer;
const PASSWORD_ACR = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const LIN = { fullname: '林晓雨', email: 'lin@example.com', phone: '555' };

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function userinfo(access: string): Promise<unknown> {
  return (await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access}` } })).json();
}

function claims(value: unknown): { claims: string } {
  return { claims: JSON.stringify(value) };
}

describe('OpenID Connect Core §5.5: the claims parameter', () => {
  test('OpenID Connect Core §5.5: single claims, each where it was asked for', async () => {
    const user = await server.addUser(LIN);
    const parameters = claims({ userinfo: { email: null, name: { essential: true } }, id_token: { phone_number: null } });
    const tokens = await openIdTokens(server, await server.addClient(), { user, parameters });
    expect(await userinfo(tokens.access)).toEqual({ sub: user.id, email: LIN.email, name: LIN.fullname });
    expect(claimsOf(tokens.idToken)).toMatchObject({ phone_number: '555' });
    for (const name of ['email', 'name']) expect(claimsOf(tokens.idToken)).not.toHaveProperty(name);
  });

  test('OpenID Connect Core §5.5: they come beside those of the scope, and after a refresh too', async () => {
    const user = await server.addUser(LIN);
    const client = await server.addClient();
    const parameters = { scope: 'openid email', ...claims({ userinfo: { name: null }, id_token: { name: null } }) };
    const tokens = await openIdTokens(server, client, { user, parameters });
    const { body } = await refresh(server, client, { refresh_token: tokens.refresh });
    const told = { sub: user.id, name: LIN.fullname, email: LIN.email, email_verified: false };
    expect(await userinfo(String(body.access_token))).toEqual(told);
    expect(claimsOf(String(body['id_token']))).toMatchObject({ name: LIN.fullname });
  });

  test('RFC 6749 §6: a refresh that names a smaller scope tells no claim whose scope it leaves out', async () => {
    const user = await server.addUser(LIN);
    const client = await server.addClient();
    const asked = claims({ userinfo: { phone_number: null, name: null }, id_token: { email: null, name: null } });
    const tokens = await openIdTokens(server, client, { user, parameters: { scope: 'openid profile email', ...asked } });
    const narrow = await refresh(server, client, { refresh_token: tokens.refresh, scope: 'openid profile' });
    const told = await userinfo(String(narrow.body.access_token));
    expect(told).toMatchObject({ sub: user.id, name: LIN.fullname });
    expect(told).not.toHaveProperty('phone_number');
    expect(claimsOf(String(narrow.body['id_token']))).toMatchObject({ name: LIN.fullname });
    expect(claimsOf(String(narrow.body['id_token']))).not.toHaveProperty('email');
    const next = String(narrow.body.refresh_token);
    const whole = await refresh(server, client, { refresh_token: next, scope: 'email openid profile' });
    expect(await userinfo(String(whole.body.access_token))).toMatchObject({ phone_number: '555', email: LIN.email });
    expect(claimsOf(String(whole.body['id_token']))).toMatchObject({ email: LIN.email });
  });

  test('OpenID Connect Core §5.5: the user is asked about what claims tell, as about a scope', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient();
    await browser.submit(await browser.get(openIdUrl(server, client)), { step: 'allow' });
    expect(outcome(await browser.get(openIdUrl(server, client)))).toBe('code');
    const page = await browser.get(openIdUrl(server, client, claims({ userinfo: { email: null } })));
    expect([outcome(page), page.body.includes('Know your e-mail address')]).toEqual(['consent', true]);
    expect(outcome(await browser.submit(page, { step: 'allow' }))).toBe('code');
  });

  test('OpenID Connect Core §5.5: a client gets no claim whose scope it is not registered for', async () => {
    const user = await server.addUser(LIN);
    const client = await server.addClient({ scope: 'openid profile' });
    const tokens = await openIdTokens(server, client, { user, parameters: claims({ userinfo: { email: null, name: null } }) });
    expect(await userinfo(tokens.access)).toEqual({ sub: user.id, name: LIN.fullname });
  });

  test('OpenID Connect Core §5.5: without openid there is nothing to tell, and nothing is asked', async () => {
    const page = await new Browser().get(
      openIdUrl(server, await server.addClient(), { scope: 'user:read', ...claims({ userinfo: { email: null } }) }),
    );
    expect([outcome(page), page.body.includes('Know your e-mail address')]).toEqual(['sign_in', false]);
  });

  test('OpenID Connect Core §5.5: members and claims that are not known are ignored', async () => {
    const parameters = claims({ other: 1, userinfo: { 'https://example.com/x': null, __proto__: null, constructor: {} } });
    expect((await openIdTokens(server, await server.addClient(), { parameters })).answer.status).toBe(200);
  });

  test.each([
    'nonsense',
    '[]',
    '"x"',
    'null',
    '{"userinfo":[]}',
    '{"userinfo":{},"userinfo":{"email":null}}',
    '{"userinfo":{"email":null,"email":{}}}',
    '{"userinfo":{"email":true}}',
    '{"id_token":{"acr":"x"}}',
    '{"id_token":{"acr":{"essential":true,"values":"x"}}}',
    '{"id_token":{"sub":{"value":1}}}',
    '{"id_token":{"sub":{"value":"a"}},"userinfo":{"sub":{"value":"b"}}}',
    `{"x":"${'y'.repeat(4_096)}"}`,
  ])('OpenID Connect Core §5.5: %.60j is invalid_request', async (text) => {
    const page = await new Browser().get(openIdUrl(server, await server.addClient(), { claims: text }));
    expect(outcome(page)).toBe('invalid_request');
  });
});

describe('OpenID Connect Core §5.5.1: acr and sub by value', () => {
  test('OpenID Connect Core §5.5.1.1: an essential acr that cannot be met is a failed authentication, whoever signs in', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    for (const acr of [
      { essential: true, value: 'urn:mace:incommon:iap:silver' },
      { essential: true, values: ['urn:example:mfa', 'urn:example:hwk'] },
      { essential: true, values: [] },
    ]) {
      const page = await browser.get(openIdUrl(server, client, claims({ id_token: { acr } })));
      expect(outcome(page)).toBe('unmet_authentication_requirements');
    }
  });

  test('OpenID Connect Core §5.5.1.1: an essential acr of ours, a voluntary one of others, and one without a value are met', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    for (const acr of [
      { essential: true, values: ['urn:example:mfa', PASSWORD_ACR] },
      { values: ['urn:example:mfa'] },
      { essential: true },
      null,
    ]) {
      expect(outcome(await browser.get(openIdUrl(server, client, claims({ id_token: { acr } }))))).toBe('code');
    }
  });

  test('OpenID Connect Core §3.1.2.2: a sub that is asked for is the user, or nobody is', async () => {
    const { browser, user } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    const asked = (sub: string, more = {}): string =>
      openIdUrl(server, client, { ...claims({ id_token: { sub: { value: sub } } }), ...more });
    expect(outcome(await browser.get(asked(user.id)))).toBe('code');
    expect(outcome(await browser.get(asked('somebody', { prompt: 'none' })))).toBe('login_required');
    expect(outcome(await browser.get(asked('somebody')))).toBe('sign_in');
  });
});
