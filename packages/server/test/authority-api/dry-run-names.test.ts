import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSession } from '../support/api-callers.ts';
import { type CompanyServer, startCompany } from './routes/company-server.ts';

let company: CompanyServer;
beforeAll(async () => {
  company = await startCompany();
});
afterAll(() => company.close());

it('a dry run names people only where the token holds role-user:read, and else counts them', async () => {
  const { roles, resources } = company;
  const call = `DELETE /roleResources/${roles.north}?dry_run=true`;
  const named = await company.withScope('role-resource:write role-user:read')('boss', call, [resources.orders]);
  expect(named.body.users).toMatchObject({ losing: 2, first: [{ user_id: 'clerk' }, { user_id: 'lead' }] });
  const counted = await company.withScope('role-resource:write')('boss', call, [resources.orders]);
  expect(counted.body.users).toEqual({ gaining: 0, losing: 2 });
  expect(JSON.stringify(counted.body)).not.toMatch(/user_id|clerk|lead/);
});

it('a dry run of putting somebody into a group or of a restoration follows the same rule', async () => {
  await company.as('boss', 'POST /group', { name: 'crew' });
  await company.as('client', `POST /roleGroups/${company.roles.north}`, ['crew']);
  const body = { group: 'crew', user: 'student' };
  const grouped = (scope: string): Promise<{ body: unknown }> =>
    company.withScope(scope)('boss', 'POST /groupuser?dry_run=1', body);
  expect((await grouped('groupuser:write')).body).toMatchObject({ clients: [{ users: { gaining: 1 } }] });
  expect(JSON.stringify((await grouped('groupuser:write')).body)).not.toContain('student');
  expect(JSON.stringify((await grouped('groupuser:write role-user:read')).body)).toContain('student');
  const at = encodeURIComponent(new Date(company.server.now()).toISOString());
  company.server.advance(1_000);
  await company.as('boss', `DELETE /roleUsers/${company.roles.lab}`, ['student']);
  const scope = 'role:write role-user:write role-resource:write';
  const restored = await company.withScope(scope)('boss', `POST /roles/${company.roles.lab}/restore?dry_run=1&at=${at}`);
  expect(restored.body.users).toEqual({ gaining: 1, losing: 0 });
});

it('a client and a session hold every scope, so a dry run names people to them', async () => {
  const { roles, resources, client, server } = company;
  const call = `/roleResources/${roles.lab}?dry_run=1`;
  expect((await company.as('client', `DELETE ${call}`, [resources.secrets])).body.users.first).toHaveLength(1);
  const boss = await asSession(server, 'boss');
  expect((await boss('DELETE', `${call}&client_id=${client.id}`, [resources.secrets])).body.users.first).toHaveLength(1);
});
