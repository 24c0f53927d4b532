import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CompanyServer, startCompany } from './company-server.ts';

let company: CompanyServer;
let north: string;
beforeAll(async () => {
  company = await startCompany();
  north = `/roleUsers/${company.roles.north}`;
});
afterAll(() => company.close());
beforeEach(async () => {
  await company.as('boss', `DELETE ${north}`, ['stranger', 'student']);
});

const members = async (role = company.roles.north): Promise<unknown> =>
  (await company.as('boss', `GET /roleUsers/${role}`)).body.map(({ user_id, role_type }: Record<string, string>) => [
    user_id,
    role_type,
  ]);

describe('GET /roleUsers', () => {
  it('answers the stored memberships of a role to its administrators, named in the path or the query', async () => {
    const { body } = await company.as('lead', `GET ${north}`);
    const role_id = company.roles.north;
    expect(body).toEqual([
      { role_id, user_id: 'lead', role_type: 'admin' },
      { role_id, user_id: 'clerk', role_type: 'normal' },
    ]);
    expect((await company.as('head', `GET /roleUsers?role_id=${role_id}`)).body).toEqual(body);
    expect((await company.as('lead', `GET ${north}?role_id=${company.roles.sales}`)).status).toBe(400);
  });

  it('answers all of the client to a root super only', async () => {
    expect((await company.as('boss', 'GET /roleUsers')).body).toHaveLength(7);
    expect((await company.as('client', 'GET /roleUsers/')).body).toHaveLength(7);
    expect((await company.as('head', 'GET /roleUsers')).status).toBe(403);
  });

  it('answers a role out of reach like one that does not exist', async () => {
    const hidden = await company.as('lead', `GET /roleUsers/${company.roles.lab}`);
    const unknown = await company.as('lead', 'GET /roleUsers/99999');
    expect([hidden.status, hidden.body]).toEqual([404, unknown.body]);
  });
});

describe('POST, PUT and DELETE /roleUsers', () => {
  it('POST adds members, absent and empty role_type being normal, and answers how many', async () => {
    expect(
      (await company.as('lead', `POST ${north}`, [{ user_id: 'stranger' }, { user_id: 'student', role_type: '' }])).body,
    ).toBe(2);
    expect(await members()).toEqual(
      expect.arrayContaining([
        ['stranger', 'normal'],
        ['student', 'normal'],
      ]),
    );
  });

  it('POST without a role in the path names it in each entry, and is all or nothing', async () => {
    const { north: one, lab } = company.roles;
    const both = [
      { role_id: one, user_id: 'stranger' },
      { role_id: lab, user_id: 'stranger' },
    ];
    expect((await company.as('lead', 'POST /roleUsers', both)).status).toBe(404);
    expect(await members()).not.toContainEqual(['stranger', 'normal']);
    expect((await company.as('boss', 'POST /roleUsers', both)).body).toBe(2);
    expect((await company.as('boss', 'DELETE /roleUsers', [{ role_id: lab, user_id: 'stranger' }])).body).toBe(1);
    expect((await company.as('boss', 'POST /roleUsers', [{ user_id: 'stranger' }])).body.error_description).toMatch(/^role_id: /);
  });

  it('spells a user as their own id is spelled, and tells nobody but an administrator who exists', async () => {
    expect((await company.as('lead', `POST ${north}`, { user_id: 'STRANGER' })).body).toBe(1);
    expect(await members()).toContainEqual(['stranger', 'normal']);
    expect((await company.as('lead', `POST ${north}`, [{ user_id: 'nobody' }])).body.error_description).toMatch(/^user_id: /);
    const known = await company.as('clerk', `POST ${north}`, [{ user_id: 'boss' }]);
    const unknown = await company.as('clerk', `POST ${north}`, [{ user_id: 'nobody' }]);
    expect([known.status, known.body]).toEqual([404, unknown.body]);
  });

  it('PUT answers the membership, or the list where a list was sent', async () => {
    const role_id = company.roles.north;
    const expires_at = new Date(company.server.now() + 60_000).toISOString();
    const wish = { user_id: 'stranger', role_type: 'admin', expires_at };
    expect((await company.as('head', `PUT ${north}`, wish)).body).toEqual({ role_id, ...wish });
    // Absent keeps the end, null clears it.
    const kept = await company.as('head', `PUT ${north}`, [{ user_id: 'stranger', role_type: 'normal' }]);
    expect(kept.body).toEqual([{ role_id, user_id: 'stranger', role_type: 'normal', expires_at }]);
    const cleared = await company.as('head', `PUT ${north}`, { user_id: 'stranger', expires_at: null });
    expect(cleared.body).toEqual({ role_id, user_id: 'stranger', role_type: 'normal' });
  });

  it('a membership ends by itself, and is then shown nowhere', async () => {
    const expires_at = new Date(company.server.now() + 1_000).toISOString();
    await company.as('head', `PUT ${north}`, { user_id: 'stranger', role_type: 'admin', expires_at });
    expect((await company.as('stranger', 'GET /roles')).status).toBe(200);
    company.server.advance(1_000);
    expect(await members()).not.toContainEqual(['stranger', 'admin']);
    expect((await company.as('stranger', 'GET /roles')).status).toBe(403);
    expect((await company.as('stranger', 'GET /userRoles')).body).toEqual([]);
  });

  it.each([
    ['expires_at', { user_id: 'stranger', expires_at: '2030-01-01T00:00:00' }],
    ['expires_at', { user_id: 'stranger', expires_at: 1893456000 }],
    ['expires_at', { user_id: 'stranger', expires_at: '2001-01-01T00:00:00Z' }],
    ['role_type', { user_id: 'stranger', role_type: 'owner' }],
    ['user_id', { user_id: 7 }],
    ['user_id', { role_type: 'normal' }],
    ['role_id', { user_id: 'stranger', role_id: '3' }],
  ])('refuses a wrong %s and changes nothing', async (member, body) => {
    const { status, body: answer } = await company.as('boss', `POST ${north}`, [{ user_id: 'student' }, body]);
    expect(status).toBe(400);
    expect(answer.error_description).toContain(member);
    expect(await members()).not.toContainEqual(['student', 'normal']);
  });

  it('refuses more than 10,000 entries', async () => {
    const many = Array.from({ length: 10_001 }, () => ({ user_id: 'stranger' }));
    expect((await company.as('boss', `POST ${north}`, many)).status).toBe(400);
  });

  it('DELETE answers how many memberships ended', async () => {
    await company.as('lead', `POST ${north}`, [{ user_id: 'stranger' }]);
    expect((await company.as('lead', `DELETE ${north}`, ['stranger', 'student'])).body).toBe(1);
  });

  it('dry_run=true of a membership names who would gain', async () => {
    const { body } = await company.as('lead', `POST ${north}?dry_run=true`, [{ user_id: 'stranger' }]);
    expect(body.users).toMatchObject({
      gaining: 1,
      first: [{ user_id: 'stranger', gained: { first: [company.resources.orders] } }],
    });
    expect(await members()).not.toContainEqual(['stranger', 'normal']);
  });
});

describe('/userRoles', () => {
  it('answers a user about themself with role_type, and refuses questions about others', async () => {
    const { body } = await company.as('clerk', 'GET /userRoles?user_id=clerk');
    expect(body).toMatchObject([{ name: 'north', role_type: 'normal' }]);
    expect((await company.as('clerk', 'GET /userRoles')).body).toEqual(body);
    expect((await company.as('clerk', 'GET /userRoles?user_id=head')).status).toBe(403);
    expect((await company.as('client', 'GET /userRoles?user_id=CLERK')).body).toEqual(body);
    expect((await company.as('client', 'GET /userRoles?user_id=nobody')).status).toBe(404);
  });

  it('is_all adds what is inherited, is_route the way up without role_type, is_tree nests', async () => {
    const all = (await company.as('head', 'GET /userRoles?is_all=true')).body;
    expect(all.map((role: Record<string, string>) => [role['name'], role['role_type']])).toEqual([
      ['sales', 'super'],
      ['north', 'super'],
      ['south', 'super'],
    ]);
    const route = (await company.as('clerk', 'GET /userRoles?is_route=1&is_tree=1')).body;
    expect(route).toMatchObject([{ name: 'Company-root', children: [{ name: 'sales', children: [{ role_type: 'normal' }] }] }]);
    expect(route[0]).not.toHaveProperty('role_type');
  });

  it('role_type asks for at least that type', async () => {
    const named = async (type: string): Promise<unknown> =>
      (await company.as('lead', `GET /userRoles?role_type=${type}`)).body.length;
    expect([await named('normal'), await named('admin'), await named('super'), await named('')]).toEqual([1, 1, 0, 1]);
  });

  it('shows in roles out of reach no member but the caller, and no resource they do not hold', async () => {
    const [root] = (await company.as('clerk', 'GET /userRoles?is_route=1&is_tree=1&relate_user=1&relate_resource=1')).body;
    const [sales] = root.children;
    const [own] = sales.children;
    for (const above of [root, sales]) {
      expect(above).not.toHaveProperty('users');
      expect(above).not.toHaveProperty('resources');
    }
    expect(own.users.map(({ user }: { user: { id: string } }) => user.id)).toEqual(['clerk']);
    expect(own.resources).toHaveLength(1);
  });

  it('/userRoles/users answers memberships within reach and those of the caller', async () => {
    const asked = '/userRoles/users?user_ids=clerk,student,head,nobody,lead';
    const { body } = await company.as('lead', `GET ${asked}`);
    expect(body.map(({ user_id }: { user_id: string }) => user_id)).toEqual(['clerk', 'lead']);
    expect((await company.as('client', `GET ${asked}`)).body).toHaveLength(4);
    expect((await company.as('clerk', `GET ${asked}`)).status).toBe(403);
  });
});

describe('/roleGroups', () => {
  it('a root super puts groups into a role by name; their members hold its resources', async () => {
    await company.as('boss', 'POST /group', { name: 'interns' });
    await company.as('boss', 'POST /groupuser', { group: 'interns', user: 'stranger' });
    const path = `/roleGroups/${company.roles.south}`;
    const north = `/roleGroups/${company.roles.north}`;
    expect((await company.as('boss', `POST ${north}`, ['interns'])).body).toBe(1);
    expect((await company.as('boss', `POST ${north}`, ['interns'])).body).toBe(0);
    expect((await company.as('lead', `GET ${north}`)).body).toEqual([{ role_id: company.roles.north, group: 'interns' }]);
    expect((await company.as('lead', `GET ${path}`)).status).toBe(404);
    expect((await company.as('stranger', 'GET /userRoles')).body).toMatchObject([{ name: 'north', role_type: 'normal' }]);
    expect((await company.as('stranger', 'GET /userResources')).body).toHaveLength(1);
    expect((await company.as('boss', 'GET /roleUsers')).body).toHaveLength(7);
    expect((await company.as('boss', `DELETE ${north}`, ['interns'])).body).toBe(1);
  });

  it('no one else does, and nobody but a root super learns which groups exist', async () => {
    const path = `/roleGroups/${company.roles.north}`;
    const known = await company.as('head', `POST ${path}`, ['interns']);
    const unknown = await company.as('head', `POST ${path}`, ['no such group']);
    expect([known.status, known.body]).toEqual([403, unknown.body]);
    expect((await company.as('boss', `POST ${path}`, ['no such group'])).status).toBe(404);
  });
});
