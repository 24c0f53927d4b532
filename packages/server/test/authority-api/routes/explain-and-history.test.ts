import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompanyServer, namesOf, startCompany } from './company-server.ts';

let company: CompanyServer;
beforeAll(async () => {
  company = await startCompany();
});
afterAll(() => company.close());

const explain = (who: string, user: string, name: string) =>
  company.as(who, `GET /explain?user_id=${user}&resource_name=${encodeURIComponent(name)}`);

describe('GET /explain', () => {
  it('names for allow every path: membership, role, what is inherited', async () => {
    const { body } = await explain('client', 'head', 'doc/1#read');
    expect(body).toMatchObject({ user_id: 'head', decision: 'allow', active: true });
    expect(body.resources).toMatchObject([
      {
        resource_id: company.resources.orders,
        decision: 'allow',
        paths: [{ role: { name: 'sales' }, role_type: 'super', inherited: { count: 1, first: [{ name: 'north' }] } }],
        grants: [],
      },
    ]);
  });

  it('names for deny the smallest grants and who may make them', async () => {
    const { body } = await explain('boss', 'clerk', 'secrets');
    expect(body.decision).toBe('deny');
    const [grant] = body.resources[0].grants;
    expect(grant).toMatchObject({ kind: 'membership', role: { name: 'lab' }, more_entitled: false });
    expect(grant.entitled.map(({ user_id }: { user_id: string }) => user_id)).toEqual(['chemist', 'boss']);
  });

  it('shows an administrator nothing out of reach: no user, no resource, no role', async () => {
    expect((await explain('lead', 'clerk', 'doc/1#read')).body.decision).toBe('allow');
    const hidden = await explain('lead', 'student', 'doc/1#read');
    const unknown = await explain('lead', 'nobody', 'doc/1#read');
    expect([hidden.status, hidden.body]).toEqual([404, unknown.body]);
    expect((await explain('lead', 'clerk', 'secrets')).body).toEqual((await explain('lead', 'clerk', 'nothing')).body);
    expect((await explain('clerk', 'clerk', 'doc/1#read')).status).toBe(403);
    await company.as('boss', `POST /roleUsers/${company.roles.sales}`, [{ user_id: 'clerk' }]);
    expect(JSON.stringify((await explain('lead', 'clerk', 'doc/1#read')).body)).not.toContain('sales');
    await company.as('boss', `DELETE /roleUsers/${company.roles.sales}`, ['clerk']);
  });

  it('asks for one of resource_id and resource_name', async () => {
    expect((await company.as('boss', 'GET /explain?user_id=clerk')).status).toBe(400);
    const { orders } = company.resources;
    expect((await company.as('boss', `GET /explain?user_id=clerk&resource_id=${orders}&resource_name=x`)).status).toBe(400);
    expect((await company.as('boss', `GET /explain?user_id=clerk&resource_id=${orders}`)).body.decision).toBe('allow');
  });
});

describe('at= and POST /roles/:role_id/restore', () => {
  it('answers as of a moment, and puts a subtree back as it was, with a dry run first', async () => {
    const { sales, north } = company.roles;
    company.server.advance(60_000);
    const then = new Date(company.server.now()).toISOString();
    const at = encodeURIComponent(then);
    const tree = `/roleTree?role_id=${sales}&is_tree=1&relate_user=1&relate_resource=1`;
    const before = (await company.as('boss', `GET ${tree}`)).body;
    company.server.advance(60_000);
    await company.as('head', 'PUT /roles', { id: north, name: 'nord' });
    await company.as('boss', `DELETE /roles/${north}`);
    await company.as('head', 'POST /roles', { name: 'west', parent_id: sales });
    company.server.advance(60_000);
    // Who has left is no member today: their name stays, how they are reached does not.
    const withoutTheirMail = JSON.parse(JSON.stringify(before).replaceAll(/(?:lead|clerk)@example\.com/g, ''));
    expect((await company.as('boss', `GET ${tree}&at=${at}`)).body).toEqual(withoutTheirMail);
    expect(namesOf((await company.as('head', `GET /roles?at=${then.replace('Z', '+00:00')}`)).body)).toContain('north');
    expect((await company.as('client', `GET /userResources?user_id=clerk&at=${at}`)).body).toHaveLength(1);
    expect((await company.as('client', 'GET /userResources?user_id=clerk')).body).toEqual([]);
    // Rights are those of today.
    expect((await company.as('lead', `GET /roles?at=${at}`)).status).toBe(403);
    expect(
      (await company.as('head', `GET /explain?user_id=clerk&resource_id=${company.resources.orders}&at=${at}`)).body.decision,
    ).toBe('allow');

    const path = `/roles/${sales}/restore?at=${at}`;
    const dry = await company.as('boss', `POST ${path}&dry_run=true`);
    expect(dry.body).toMatchObject({ dry_run: true, users: { gaining: 2 } });
    expect((await company.as('client', 'GET /userResources?user_id=clerk')).body).toEqual([]);
    expect((await company.as('lead', `POST ${path}`)).status).toBe(404);
    const restored = await company.as('boss', `POST ${path}`);
    expect([restored.status, restored.body]).toEqual([200, { changes: 4 }]);
    const shape = (roles: never[]): unknown =>
      roles.map(({ name, users, children, resources }: Record<string, never[]>) => [
        name,
        (users ?? []).map((member: { role_type: string; user: { id: string } }) => [member.user.id, member.role_type]),
        (resources ?? []).map(({ resource }: { resource: { id: number } }) => resource.id),
        shape(
          ((children ?? []) as never[]).toSorted((one: { name: string }, other: { name: string }) =>
            one.name < other.name ? -1 : 1,
          ),
        ),
      ]);
    const after = (await company.as('boss', `GET ${tree}`)).body;
    expect(shape(after)).toEqual(shape(before));
    expect((await company.as('boss', `POST ${path}`)).status).toBe(200);
    expect(shape((await company.as('boss', `GET ${tree}`)).body)).toEqual(shape(after));
  });

  it('restore needs at, the scopes of all it changes, and a moment that has passed', async () => {
    const path = `/roles/${company.roles.sales}/restore`;
    expect((await company.as('boss', `POST ${path}`)).body.error_description).toMatch(/^at: /);
    const at = encodeURIComponent(new Date(company.server.now() - 1).toISOString());
    expect((await company.withScope('role:write')('boss', `POST ${path}?at=${at}`)).status).toBe(403);
    expect((await company.as('boss', `POST ${path}?at=2999-01-01T00:00:00Z`)).status).toBe(400);
    expect((await company.as('boss', 'GET /roles?at=2026-01-01')).status).toBe(400);
  });
});
