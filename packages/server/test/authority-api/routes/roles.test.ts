import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompanyServer, namesOf, startCompany } from './company-server.ts';

let company: CompanyServer;
beforeAll(async () => {
  company = await startCompany();
});
afterAll(() => company.close());

describe('GET /roles', () => {
  it('answers a root super every role with all fields, times with an offset, ids as numbers', async () => {
    const { status, body, headers } = await company.as('boss', 'GET /roles');
    expect(status).toBe(200);
    expect(namesOf(body)).toEqual(['Company-root', 'sales', 'north', 'south', 'lab']);
    const lab = body.find(({ name }: { name: string }) => name === 'lab');
    expect(Object.keys(lab)).toEqual([
      ...['id', 'name', 'description', 'parent_id', 'client_id', 'created_by', 'updated_by', 'created', 'updated'],
    ]);
    expect(lab).toMatchObject({ id: company.roles.lab, parent_id: company.roles.root, created_by: 'boss' });
    expect(lab.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(body[0].parent_id).toBe(-1);
    expect(Number(headers.get('x-authority-epoch'))).toBeGreaterThan(1);
  });

  it('answers an administrator the roles at and below their own, and nothing above or beside', async () => {
    expect(namesOf((await company.as('head', 'GET /roles')).body)).toEqual(['sales', 'north', 'south']);
    expect(namesOf((await company.as('lead', 'GET /roles')).body)).toEqual(['north']);
    expect(namesOf((await company.as('client', 'GET /roles')).body)).toHaveLength(5);
  });

  it('is refused to a normal member and to a stranger', async () => {
    expect((await company.as('clerk', 'GET /roles')).status).toBe(403);
    expect((await company.as('stranger', 'GET /roles')).status).toBe(403);
  });

  it('nests children with is_tree, in every spelling of a yes, and leaves empty ones out', async () => {
    for (const yes of ['true', '1', 'True']) {
      const [sales] = (await company.as('head', `GET /roles?is_tree=${yes}`)).body;
      expect(namesOf(sales.children)).toEqual(['north', 'south']);
      expect(sales.children[0]).not.toHaveProperty('children');
    }
    expect((await company.as('head', 'GET /roles?is_tree=yes')).body.error_description).toMatch(/^is_tree: /);
  });

  it('relates users and resources only when asked for and not empty, and contacts only with user:read', async () => {
    const roles = (await company.as('boss', 'GET /roles?relate_user=1&relate_resource=1')).body;
    const byName = Object.fromEntries(roles.map((role: { name: string }) => [role.name, role]));
    expect(byName['lab'].users.map(({ user }: { user: { id: string } }) => user.id)).toEqual(['chemist', 'student']);
    expect(byName['lab'].users[0]).toMatchObject({ role_id: company.roles.lab, role_type: 'super' });
    expect(byName['lab'].users[0].user).toMatchObject({ fullname: 'User chemist', type: 'system', email: 'chemist@example.com' });
    expect(byName['lab'].resources[0].resource).toMatchObject({ id: company.resources.secrets, name: 'secrets' });
    expect(byName['south']).not.toHaveProperty('users');
    expect(byName['south']).not.toHaveProperty('resources');
    expect(JSON.stringify(roles)).not.toMatch(/password|secret"/i);
    const narrow = company.withScope('role:read role-user:read');
    const shown = (await narrow('boss', 'GET /roles?relate_user=1')).body;
    expect(shown[0].users[0].user).toEqual({ id: 'boss', fullname: 'User boss', type: 'system' });
  });

  it('refuses a relation whose scope the token lacks', async () => {
    const narrow = company.withScope('role:read');
    expect((await narrow('boss', 'GET /roles')).status).toBe(200);
    for (const [relation, scope] of [
      ['relate_user', 'role-user:read'],
      ['relate_resource', 'role-resource:read'],
    ]) {
      const refused = await narrow('boss', `GET /roles?${relation}=true`);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('www-authenticate')).toContain(`scope="${scope}"`);
    }
  });
});

describe('GET /roles/search and /roles/batch', () => {
  it('search finds by a part of the name, within reach only', async () => {
    expect(namesOf((await company.as('boss', 'GET /roles/search?role_name=OU')).body)).toEqual(['south']);
    expect((await company.as('lead', 'GET /roles/search?role_name=ou')).body).toEqual([]);
  });

  it('batch answers all or nothing: out of reach is answered like what does not exist', async () => {
    const { north, lab } = company.roles;
    expect(namesOf((await company.as('boss', `GET /roles/batch?role_ids=${lab},${north}`)).body)).toEqual(['lab', 'north']);
    const hidden = await company.as('lead', `GET /roles/batch?role_ids=${north},${lab}`);
    const unknown = await company.as('lead', `GET /roles/batch?role_ids=${north},99999`);
    expect([hidden.status, hidden.body]).toEqual([404, unknown.body]);
  });

  it.each(['-1', '0', '1.5', '01', '9007199254740992', 'x', '1,,2'])('refuses the id %s', async (id) => {
    expect((await company.as('boss', `GET /roles/batch?role_ids=${id}`)).status).toBe(400);
  });
});

describe('GET /roleTree', () => {
  it('answers the root alone when no role is named, and what is below when asked', async () => {
    expect(namesOf((await company.as('boss', 'GET /roleTree')).body)).toEqual(['Company-root']);
    expect(namesOf((await company.as('boss', 'GET /roleTree?relate_children=true')).body)).toHaveLength(5);
    const [root, ...others] = (await company.as('boss', 'GET /roleTree?is_tree=true&relate_children=true')).body;
    expect(others).toEqual([]);
    expect(namesOf([root]).sort()).toEqual(['Company-root', 'lab', 'north', 'sales', 'south']);
  });

  it('does not show an administrator what is above them', async () => {
    const { root, sales, lab } = company.roles;
    expect(namesOf((await company.as('head', `GET /roleTree?role_id=${sales}&relate_children=1`)).body)).toHaveLength(3);
    expect((await company.as('head', 'GET /roleTree')).status).toBe(404);
    for (const id of [root, lab]) expect((await company.as('head', `GET /roleTree?role_id=${id}`)).status).toBe(404);
  });
});

describe('what changes the tree', () => {
  it('POST /roles adds below a role where the caller is super, and answers the id', async () => {
    const added = await company.as('head', 'POST /roles', { name: 'east', parent_id: company.roles.sales });
    expect(added.body).toEqual(expect.any(Number));
    const [role] = (await company.as('head', `GET /roles/batch?role_ids=${added.body}`)).body;
    expect(role).toMatchObject({ name: 'east', description: '', created_by: 'head' });
    expect((await company.as('head', `DELETE /roles/${added.body}`)).body).toEqual({
      ...{ del_role_num: 1, del_role_resource_num: 0, del_role_user_num: 0 },
    });
  });

  it('POST /roles is refused to an admin, and unknown to who cannot see the parent', async () => {
    const role = { name: 'x', parent_id: company.roles.north };
    expect((await company.as('lead', 'POST /roles', role)).body.error_description).toContain('rule 7');
    expect((await company.as('chemist', 'POST /roles', role)).status).toBe(404);
  });

  it.each([
    ['name', { name: '', parent_id: 1 }],
    ['name', { name: 'x'.repeat(256), parent_id: 1 }],
    ['name', { parent_id: 1 }],
    ['name', { name: 7, parent_id: 1 }],
    ['description', { name: 'x', description: '虎'.repeat(256), parent_id: 1 }],
    ['parent_id', { name: 'x', parent_id: '1' }],
    ['parent_id', { name: 'x', parent_id: -1 }],
    ['parent_id', { name: 'x', parent_id: 1e300 }],
  ])('POST /roles names a wrong %s', async (member, body) => {
    const { status, body: answer } = await company.as('boss', 'POST /roles', body);
    expect([status, answer.error]).toEqual([400, 'invalid_request']);
    expect(answer.error_description).toMatch(new RegExp(`^${member}: `));
  });

  it('POST /roles takes 255 characters outside the basic plane, and a list that holds one role', async () => {
    const name = '🐯'.repeat(255);
    const { status, body } = await company.as('boss', 'POST /roles', [{ name, parent_id: company.roles.lab }]);
    expect(status).toBe(200);
    expect((await company.as('boss', `DELETE /roles/${body}`)).status).toBe(200);
  });

  it('POST /roles/2,3 inserts a role between a parent and children, which holds what they hold', async () => {
    const { sales, north, south } = company.roles;
    const inserted = await company.as('head', `POST /roles/${north},${south}`, { name: 'regions', parent_id: sales });
    expect(inserted.status).toBe(200);
    const [tree] = (await company.as('head', `GET /roleTree?role_id=${sales}&is_tree=1&relate_resource=1`)).body;
    expect(namesOf([tree])).toEqual(['sales', 'regions', 'north', 'south']);
    expect(tree.children[0].resources.map(({ resource }: { resource: { id: number } }) => resource.id)).toEqual([
      company.resources.orders,
    ]);
    const deleted = await company.as('head', `DELETE /roles/${inserted.body}`);
    expect(deleted.body).toEqual({ del_role_num: 1, del_role_resource_num: 1, del_role_user_num: 0 });
  });

  it('PUT /roles renames and answers the role; the root only for a root super', async () => {
    const { root, north } = company.roles;
    const renamed = await company.as('head', 'PUT /roles', { id: north, name: 'north', description: 'cold' });
    expect(renamed.body).toMatchObject({ id: north, description: 'cold', updated_by: 'head' });
    expect((await company.as('head', 'PUT /roles', { id: company.roles.sales, name: 'mine' })).status).toBe(403);
    expect((await company.as('head', 'PUT /roles', { id: root, name: 'mine' })).status).toBe(404);
    expect((await company.as('boss', 'PUT /roles', { id: root, name: 'Company-root' })).status).toBe(200);
  });

  it('DELETE /roles/:id of the root is refused, and of what is no id invalid', async () => {
    expect((await company.as('boss', `DELETE /roles/${company.roles.root}`)).body.error_description).toContain('rule 1');
    expect((await company.as('boss', 'DELETE /roles/abc')).status).toBe(400);
    expect((await company.as('boss', 'DELETE /roles/424242')).status).toBe(404);
  });

  it('dry_run=true changes nothing and answers who would gain and who would lose', async () => {
    const before = await company.as('boss', 'GET /roles');
    const { status, body } = await company.as('boss', `DELETE /roles/${company.roles.lab}?dry_run=true`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ dry_run: true, users: { losing: 2, gaining: 0 }, administrators: { losing: 2 } });
    const after = await company.as('boss', 'GET /roles');
    expect(after.body).toEqual(before.body);
    expect(after.headers.get('x-authority-epoch')).toBe(before.headers.get('x-authority-epoch'));
  });

  it('dry_run=true names and counts nobody out of reach of the caller, though those above are touched too', async () => {
    const { body } = await company.as('head', `DELETE /roles/${company.roles.south}?dry_run=true`);
    // `boss` would lose the role from their reach as well.
    expect(body.administrators).toMatchObject({ losing: 2, gaining: 0 });
    expect(body.administrators.first.map(({ user_id }: { user_id: string }) => user_id)).toEqual(['aide', 'head']);
  });
});
