import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompanyServer, startCompany } from './company-server.ts';

let company: CompanyServer;
beforeAll(async () => {
  company = await startCompany();
});
afterAll(() => company.close());

const namesOf = (resources: readonly { readonly name: string }[]): string[] => resources.map(({ name }) => name);

describe('/resources', () => {
  it('GET answers a root super all of them, with the roles that hold each when asked', async () => {
    const { body } = await company.as('boss', 'GET /resources?relate_role=true&user_id=ignored');
    expect(namesOf(body)).toEqual(['doc/1#read', 'doc/1#write', 'secrets']);
    expect(body[0]).toMatchObject({ id: company.resources.orders, description: '', data: '{}', created_by: 'boss' });
    expect(body[0].roles[0]).toEqual({
      resource_id: company.resources.orders,
      id: company.roles.root,
      name: 'Company-root',
      description: '',
      parent_id: -1,
    });
    expect(namesOf(body[0].roles)).toEqual(['Company-root', 'sales', 'north']);
    expect((await company.as('client', 'GET /resources')).body[0]).not.toHaveProperty('roles');
  });

  it('GET is refused to everyone else, and relate_role needs role-resource:read', async () => {
    expect((await company.as('head', 'GET /resources')).status).toBe(403);
    expect((await company.as('head', 'GET /resources/list?id=1')).status).toBe(403);
    const narrow = company.withScope('resource:read');
    expect((await narrow('boss', 'GET /resources')).status).toBe(200);
    expect((await narrow('boss', 'GET /resources?relate_role=1')).status).toBe(403);
  });

  it('GET /resources/list takes a repeated id, and answers all or nothing', async () => {
    const { orders, secrets } = company.resources;
    expect(namesOf((await company.as('boss', `GET /resources/list?id=${secrets}&id=${orders}`)).body)).toEqual([
      ...['secrets', 'doc/1#read'],
    ]);
    expect((await company.as('boss', `GET /resources/list?id=${orders}&id=99999`)).status).toBe(404);
  });

  it('POST answers the ids, PUT the resource or the list, DELETE the numbers; the root holds them at once', async () => {
    const made = await company.as('boss', 'POST /resources', [{ name: 'a' }, { name: 'b', data: 'x' }]);
    const [a, b] = made.body;
    const changed = await company.as('boss', `PUT /resources/${a}`, { name: 'a2', description: 'new' });
    expect(changed.body).toMatchObject({ id: a, name: 'a2', description: 'new', data: '' });
    const list = await company.as('boss', 'PUT /resources', [{ id: b, name: 'b2' }]);
    expect(list.body).toMatchObject([{ id: b, name: 'b2', data: '' }]);
    expect((await company.as('boss', `PUT /resources/${a}`, { id: b, name: 'x' })).status).toBe(400);
    await company.as('boss', `POST /roleResources/${company.roles.south}`, [a]);
    expect((await company.as('boss', `DELETE /resources/${a},${b}`)).body).toEqual({
      ...{ del_resource_num: 2, del_role_resource_num: 4 },
    });
  });

  it.each([
    ['name', [{ name: 'ok' }, { name: 'x'.repeat(129) }]],
    ['data', [{ name: 'ok' }, { name: 'x', data: 'x'.repeat(1025) }]],
    ['description', [{ name: 'ok' }, { name: 'x', description: null }]],
  ])('POST names a wrong %s, and nothing is made', async (member, body) => {
    const { status, body: answer } = await company.as('boss', 'POST /resources', body);
    expect([status, answer.error_description.includes(member)]).toEqual([400, true]);
    expect((await company.as('boss', 'GET /resources')).body).toHaveLength(3);
  });
});

describe('/roleResources', () => {
  it('GET answers the links of a role to a super strictly above, and all to a root super', async () => {
    const { sales, north } = company.roles;
    expect((await company.as('head', `GET /roleResources/${north}`)).body).toEqual([
      { role_id: north, resource_id: company.resources.orders },
    ]);
    expect((await company.as('head', `GET /roleResources/${sales}`)).status).toBe(403);
    expect((await company.as('lead', `GET /roleResources/${north}`)).status).toBe(403);
    expect((await company.as('lead', `GET /roleResources/${sales}`)).status).toBe(404);
    expect((await company.as('boss', 'GET /roleResources')).body).toHaveLength(7);
    expect((await company.as('head', 'GET /roleResources')).status).toBe(403);
  });

  it('POST links what the parent has, PUT replaces, DELETE unlinks from all below', async () => {
    const { south } = company.roles;
    const { orders, prices, secrets } = company.resources;
    const path = `/roleResources/${south}`;
    expect((await company.as('head', `POST ${path}`, [orders])).body).toEqual([{ role_id: south, resource_id: orders }]);
    expect((await company.as('head', `PUT ${path}`, [prices])).body).toEqual([{ role_id: south, resource_id: prices }]);
    expect((await company.as('head', `DELETE ${path}`, [prices, orders])).body).toEqual([
      { role_id: south, resource_id: prices },
    ]);
    expect((await company.as('head', `POST ${path}`, [secrets])).status).toBe(404);
  });
});

describe('/userResources and /checkResource', () => {
  it('a user asks about themself, a client about anyone', async () => {
    expect(namesOf((await company.as('clerk', 'GET /userResources')).body)).toEqual(['doc/1#read']);
    expect((await company.as('clerk', 'GET /userResources?user_id=head')).status).toBe(403);
    expect((await company.as('boss', 'GET /userResources?user_id=head')).status).toBe(403);
    expect(namesOf((await company.as('client', 'GET /userResources?user_id=head')).body)).toHaveLength(2);
    expect((await company.as('client', 'GET /userResources?user_id=stranger')).body).toEqual([]);
  });

  it('a check is for the client alone, and false for whoever and whatever does not exist', async () => {
    const check = async (user: string, name: string): Promise<unknown> =>
      (await company.as('client', `GET /checkResource?user_id=${user}&resource_name=${encodeURIComponent(name)}`)).body;
    expect(await check('clerk', 'doc/1#read')).toBe(true);
    expect(await check('CLERK', 'doc/1#read')).toBe(true);
    expect(await check('clerk', 'secrets')).toBe(false);
    expect(await check('nobody', 'secrets')).toBe(false);
    expect(await check('boss', 'no such thing')).toBe(false);
    expect((await company.as('boss', 'GET /checkResource?user_id=boss&resource_name=secrets')).status).toBe(403);
  });
});
