import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/api/routes/api-routes.ts';
import { asClient, asNobody, asSession, asUser, type Send, sender } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

type Kind = 'token' | 'client' | 'session';
type AccessRule = readonly [callers: readonly Kind[], scope: string | null];

const ANY: readonly Kind[] = ['token', 'client', 'session'];
const PERSON: readonly Kind[] = ['token', 'session'];
const SESSION: readonly Kind[] = ['session'];
const CLIENT: readonly Kind[] = ['client'];

/** Who may call what, and with which scope: by hand, from the table of contract/authority.md §4 and issue text. */
const RULES: Readonly<Record<string, AccessRule>> = {
  'POST /client': [PERSON, 'client:write'],
  'GET /client': [ANY, 'client:read'],
  'PUT /client': [ANY, 'client:write'],
  'PUT /client/secret': [SESSION, 'client:write'],
  'PUT /client/status/:status': [SESSION, 'client:write'],
  'POST /client/clone': [SESSION, 'client:write'],
  'GET /userClients/:id?': [PERSON, 'client:read'],
  'GET /allClients': [SESSION, null],
  'GET /user': [PERSON, 'user:read'],
  'GET /user/:id': [PERSON, 'user:read'],
  'GET /users': [ANY, 'user:read'],
  'GET /users/members': [ANY, 'user:read'],
  'POST /users': [ANY, 'user:write'],
  'PUT /users/:id': [ANY, 'user:write'],
  'PUT /users/:id/status/:status': [ANY, 'user:write'],
  'POST /users/pwds': [ANY, null],
  'POST /user/auth': [CLIENT, null],
  'GET /user/check': [CLIENT, null],
  'POST /user/secret/generate': [SESSION, null],
  'GET /resources': [ANY, 'resource:read'],
  'GET /resources/list': [ANY, 'resource:read'],
  'GET /userResources': [ANY, 'resource:read'],
  'POST /resources': [ANY, 'resource:write'],
  'PUT /resources/:id?': [ANY, 'resource:write'],
  'DELETE /resources/:id': [ANY, 'resource:write'],
  'GET /checkResource': [CLIENT, null],
  'GET /explain': [ANY, 'role:read'],
  'GET /roles': [ANY, 'role:read'],
  'GET /roles/search': [ANY, 'role:read'],
  'GET /roles/batch': [ANY, 'role:read'],
  'GET /roleTree': [ANY, 'role:read'],
  'GET /userRoles': [ANY, 'role:read'],
  'GET /userRoles/users': [ANY, 'role-user:read'],
  'POST /roles': [ANY, 'role:write'],
  'PUT /roles': [ANY, 'role:write'],
  'DELETE /roles/:id': [ANY, 'role:write'],
  'POST /roles/:id': [ANY, 'role:write'],
  'POST /roles/:id/restore': [ANY, 'role:write'],
  'GET /roleUsers/:id?': [ANY, 'role-user:read'],
  'POST /roleUsers/:id?': [ANY, 'role-user:write'],
  'PUT /roleUsers/:id?': [ANY, 'role-user:write'],
  'DELETE /roleUsers/:id?': [ANY, 'role-user:write'],
  'GET /roleGroups/:id': [ANY, 'role-user:read'],
  'POST /roleGroups/:id': [ANY, 'role-user:write'],
  'DELETE /roleGroups/:id': [ANY, 'role-user:write'],
  'GET /roleResources/:id?': [ANY, 'role-resource:read'],
  'POST /roleResources/:id': [ANY, 'role-resource:write'],
  'PUT /roleResources/:id': [ANY, 'role-resource:write'],
  'DELETE /roleResources/:id': [ANY, 'role-resource:write'],
  'POST /group': [ANY, 'group:write'],
  'PUT /group': [ANY, 'group:write'],
  'DELETE /group': [ANY, 'group:write'],
  'GET /group': [ANY, 'group:read'],
  'POST /groupuser': [ANY, 'groupuser:write'],
  'DELETE /groupuser': [ANY, 'groupuser:write'],
  'GET /groupuser/group': [ANY, 'groupuser:read'],
  'GET /groupuser/user': [ANY, 'groupuser:read'],
  'GET /audit': [ANY, 'client:read'],
};

// What a segment is called is the route's own affair.
const routes = API_ROUTES.map((route) => [`${route.method} ${route.path.replaceAll(/:(?!status)\w+/g, ':id')}`, route] as const);

/** `passed` the gate when the call was refused for another reason than who called, or answered. */
type Verdict = 'unauthenticated' | 'wrong_caller' | 'wrong_scope' | 'passed';

let server: TestServer;
let client: TestClient;
let nobody: Send;
let session: Send & { readonly cookie: string };
const byScope = new Map<string, Send & { readonly tokens: { readonly refresh: string } }>();

beforeAll(async () => {
  server = await startTestServer();
  // Nobody: every call that passes the gate is then refused by the rules of the tree, so no call changes what others ask about.
  for (const id of ['owner', 'stranger']) await server.addUser({ id });
  client = await server.addClient({ owner: 'owner' });
  nobody = asNobody(server);
  session = await asSession(server, 'stranger');
  const scopes = new Set(Object.values(RULES).flatMap(([, scope]) => scope ?? []));
  for (const scope of ['all:all', 'openid', ...scopes])
    byScope.set(scope, await asUser(server, client, { id: 'stranger', scope }));
}, 120_000);
afterAll(() => server.close());

describe('the access matrix', () => {
  it('has a rule for every route, and no rule for none', () => {
    expect(Object.keys(RULES).sort()).toEqual(routes.map(([name]) => name).sort());
  });

  describe.each(routes)('%s', (name, route) => {
    const [callers, scope] = RULES[name] ?? [[], null];
    const call = async (send: Send): Promise<Verdict> => {
      const path = route.path
        .replace(':status', 'active')
        .replaceAll(/:user_id\??/g, 'nobody')
        .replaceAll(/:\w+\??/g, '424242');
      return verdictOf(await send(route.method, `${path}?client_id=${client.id}`, route.method === 'GET' ? undefined : ''));
    };
    const gate = (kind: Kind): Verdict => (callers.includes(kind) ? 'passed' : 'wrong_caller');

    it('is closed without credentials, with bad ones, and with tokens of another kind', async () => {
      expect(await call(nobody)).toBe('unauthenticated');
      const refresh = byScope.get('all:all')?.tokens.refresh ?? '';
      for (const authorization of ['Bearer hfa_nothing', `Bearer ${refresh}`, refresh, 'Client a.b.c', 'Basic MTox']) {
        expect(await call(sender(server, () => ({ authorization })))).toBe('unauthenticated');
      }
    });

    it('takes the token of a user only with the exact scope or all:all', async () => {
      for (const [held, send] of byScope) {
        const covered = scope === null || held === scope || held === 'all:all';
        const expected = callers.includes('token') && !covered ? 'wrong_scope' : gate('token');
        expect([held, await call(send)]).toEqual([held, expected]);
      }
    });

    it('takes a client by its JWT, and a signed-in user with a CSRF token, as its rule says', async () => {
      expect(await call(asClient(server, client))).toBe(gate('client'));
      expect(await call(session)).toBe(gate('session'));
      const withoutToken = sender(server, () => ({ cookie: session.cookie }));
      expect(await call(withoutToken)).toBe(route.method === 'GET' ? gate('session') : 'unauthenticated');
    });
  });
});

function verdictOf({ status, body }: Awaited<ReturnType<Send>>): Verdict {
  if (status === 401) return 'unauthenticated';
  if (body?.error === 'insufficient_scope') return 'wrong_scope';
  return status === 403 && /^this call is for /.test(body.error_description) ? 'wrong_caller' : 'passed';
}
