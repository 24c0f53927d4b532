import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CompanyServer, startCompany } from '../../authority-api/routes/company-server.ts';
import { Browser } from '../../support/browser.ts';
import { claimsOf, idTokenOf, openIdTokens, openIdUrl } from '../../support/openid-flow.ts';
import { PASSWORD } from '../../support/test-server.ts';
import { refresh } from '../../support/token-checks.ts';

let company: CompanyServer;

beforeAll(async () => {
  company = await startCompany();
});
afterAll(() => company.close());

type Tokens = Awaited<ReturnType<typeof openIdTokens>>;

function tokensOf(id: string, scope: string): Promise<Tokens> {
  return openIdTokens(company.server, company.client, { user: { id, password: PASSWORD }, parameters: { scope } });
}

async function userinfo(access: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${company.server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access}` } });
  return (await response.json()) as Record<string, unknown>;
}

const LEAD = { roles: ['north'], permissions: ['doc/1#read'], authority_epoch: expect.any(Number) };

describe('issue 5: the scopes roles and permissions', () => {
  test('ID token and userinfo tell of the roles and resources at the client itself, with the epoch', async () => {
    const tokens = await tokensOf('lead', 'openid roles permissions');
    expect(claimsOf(tokens.idToken)).toMatchObject(LEAD);
    expect(await userinfo(tokens.access)).toEqual({ sub: 'lead', ...LEAD });
  });

  test('each of them alone, and neither without its scope', async () => {
    const roles = await tokensOf('lead', 'openid roles');
    expect(await userinfo(roles.access)).toEqual({ sub: 'lead', roles: ['north'], authority_epoch: LEAD.authority_epoch });
    expect(claimsOf(roles.idToken)).not.toHaveProperty('permissions');
    const none = await tokensOf('lead', 'openid all:all');
    expect(await userinfo(none.access)).toEqual({ sub: 'lead' });
    expect(claimsOf(none.idToken)).not.toHaveProperty('authority_epoch');
  });

  test('all:all does not cover them, and whoever is not registered for them does not get them', async () => {
    const client = await company.server.addClient({ scope: 'openid all:all' });
    const page = await new Browser().get(openIdUrl(company.server, client, { scope: 'openid roles' }));
    expect(new URL(page.location ?? '').searchParams.get('error')).toBe('invalid_scope');
  });

  test('at another client the user is and holds nothing', async () => {
    const other = await company.server.addClient();
    const user = { id: 'lead', password: PASSWORD };
    const tokens = await openIdTokens(company.server, other, { user, parameters: { scope: 'openid roles permissions' } });
    expect(await userinfo(tokens.access)).toEqual({
      sub: 'lead',
      roles: [],
      permissions: [],
      authority_epoch: expect.any(Number),
    });
  });

  test('a change shows at once at userinfo and in the ID token of a refresh, under a later epoch', async () => {
    const tokens = await tokensOf('student', 'openid roles permissions');
    const before = claimsOf(tokens.idToken);
    expect(before).toMatchObject({ roles: ['lab'], permissions: ['secrets'] });
    await company.as('boss', `DELETE /roleUsers`, [{ role_id: company.roles.lab, user_id: 'student' }]);
    const after = { roles: [], permissions: [] };
    expect(await userinfo(tokens.access)).toMatchObject(after);
    const refreshed = claimsOf(idTokenOf(await refresh(company.server, company.client, { refresh_token: tokens.refresh })));
    expect(refreshed).toMatchObject(after);
    expect(Number(refreshed['authority_epoch'])).toBeGreaterThan(Number(before['authority_epoch']));
  });

  test('OpenID Connect Core §5.5: they can be asked for as single claims too', async () => {
    const user = { id: 'lead', password: PASSWORD };
    const claims = JSON.stringify({ userinfo: { permissions: null }, id_token: { roles: null } });
    const tokens = await openIdTokens(company.server, company.client, { user, parameters: { scope: 'openid', claims } });
    expect(claimsOf(tokens.idToken)).toMatchObject({ roles: ['north'] });
    expect(claimsOf(tokens.idToken)).not.toHaveProperty('permissions');
    const told = { sub: 'lead', permissions: ['doc/1#read'], authority_epoch: expect.any(Number) };
    expect(await userinfo(tokens.access)).toEqual(told);
  });

  test('above 100 resources the token stays small: it says where they are found, and there the client finds them', async () => {
    const names = Array.from({ length: 101 }, (_, index) => ({ name: `shelf/${index}` }));
    const ids = (await company.as('boss', 'POST /resources', names)).body as number[];
    await company.as('boss', `POST /roleResources/${company.roles.sales}`, ids);
    const tokens = await tokensOf('head', 'openid roles permissions');
    const { issuer } = company.server;
    const pointer = { roles: ['sales'], permissions_endpoint: `${issuer}/api2/userResources?user_id=head` };
    expect(claimsOf(tokens.idToken)).toMatchObject(pointer);
    expect(claimsOf(tokens.idToken)).not.toHaveProperty('permissions');
    expect(tokens.idToken.length).toBeLessThan(2_000);
    expect(await userinfo(tokens.access)).toMatchObject(pointer);
    const found = await company.as('client', 'GET /userResources?user_id=head');
    expect([found.status, found.body.length]).toEqual([200, 103]);
  });
});

describe('consent in both languages', () => {
  test.each([
    ['en', 'Know which roles you have in it', 'Know what you are allowed to do in it', 'Know your phone number'],
    ['zh-CN', '得知您在其中拥有哪些角色', '得知您在其中获准做什么', '得知您的电话号码'],
  ])('%s: roles, permissions and phone in words', async (ui_locales, ...texts) => {
    const url = openIdUrl(company.server, company.client, { scope: 'openid phone roles permissions', ui_locales });
    const page = await new Browser().get(url);
    for (const text of texts) expect(page.body).toContain(text);
  });
});
