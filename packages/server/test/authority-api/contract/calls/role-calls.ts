import { expect } from 'vitest';
import type { World } from '../world.ts';
import type { ContractCall, ContractRequest } from './contract-call.ts';
import { ADMINISTRATORS, ANY, EVERYBODY, OUTSIDE, ROOT_SUPERS, SUPERS } from './rules.ts';
import { aResource, aRole, id, listOf, text } from './shapes.ts';

const READ = { scopes: ['role:read'], callers: ANY, who: ADMINISTRATORS } as const;
const WRITE = { scopes: ['role:write'], callers: ANY, who: SUPERS, hidden: OUTSIDE } as const;
const RELATED = ['role-user:read', 'role-resource:read'];

const RESTORE = { ...WRITE, scopes: ['role:write', 'role-user:write', 'role-resource:write'] } as const;

async function newRole({ change, roles, next }: World): Promise<number> {
  return (await change({ kind: 'add_role', parentId: roles.branch, name: `role ${next()}`, description: '' }))[0] ?? 0;
}

/** A restoration of the still role, of which the name or the members are other than they were. */
async function restoration(
  { change, roles, built }: World,
  { name, withPuppet }: { readonly name: string; readonly withPuppet: boolean },
): Promise<ContractRequest> {
  const memberships = [{ roleId: roles.still, userId: 'puppet' }];
  await change({ kind: 'change_role', roleId: roles.still, name, description: '' });
  await change({ kind: 'set_memberships', memberships });
  if (!withPuppet) await change({ kind: 'end_memberships', memberships });
  return { path: `/roles/${roles.still}/restore?at=${built}` };
}

/** `/roles`, `/roleTree` and `/userRoles`, by the table of contract/authority.md §4. */
export const ROLE_CALLS: readonly ContractCall[] = [
  { ...READ, call: 'GET /roles', request: () => ({ path: '/roles' }), data: listOf(aRole) },
  {
    ...READ,
    call: 'GET /roles',
    when: 'with relations, nested',
    related: RELATED,
    request: () => ({ path: '/roles?relate_user=1&relate_resource=True&is_tree=true' }),
    data: listOf(
      expect.objectContaining({
        ...aRole,
        users: listOf({ role_id: id, role_type: text, user: expect.objectContaining({ id: text, fullname: text, type: text }) }),
        resources: listOf({ role_id: id, resource: aResource }),
        children: listOf(expect.objectContaining(aRole)),
      }),
    ),
  },
  {
    ...READ,
    call: 'GET /roles/search',
    request: () => ({ path: '/roles/search?role_name=STIL' }),
    data: [{ ...aRole, name: 'still' }],
  },
  {
    ...READ,
    call: 'GET /roles/batch',
    request: ({ roles: { leaf, still } }) => ({ path: `/roles/batch?role_ids=${leaf},${still}` }),
    data: [aRole, { ...aRole, name: 'still' }],
  },
  {
    ...READ,
    call: 'GET /roleTree',
    who: ROOT_SUPERS,
    hidden: ['deputy', 'head'],
    request: () => ({ path: '/roleTree?relate_children=1' }),
    data: listOf(aRole),
  },
  {
    ...READ,
    call: 'GET /roleTree',
    when: 'of the branch',
    related: RELATED,
    request: ({ roles: { branch } }) => ({ path: `/roleTree?role_id=${branch}&is_tree=1&relate_user=1&relate_resource=1` }),
    data: [expect.objectContaining({ ...aRole, children: listOf(expect.objectContaining(aRole)) })],
  },
  {
    ...READ,
    call: 'GET /userRoles',
    who: EVERYBODY,
    hidden: ['client'],
    request: (_, self) => ({ path: `/userRoles?user_id=${self}&role_type=&is_all=1&is_route=1` }),
    data: expect.any(Array),
  },
  {
    ...READ,
    call: 'GET /userRoles',
    when: 'about somebody else',
    related: RELATED,
    who: ['member', 'client'],
    request: () => ({ path: '/userRoles?user_id=member&relate_user=1&relate_resource=1' }),
    data: [expect.objectContaining({ ...aRole, name: 'branch', role_type: 'normal' })],
  },
  {
    ...READ,
    call: 'GET /userRoles/users',
    scopes: ['role-user:read'],
    request: () => ({ path: '/userRoles/users?user_ids=member,guest' }),
    data: [
      { role_id: id, user_id: 'member', role_type: 'normal' },
      { role_id: id, user_id: 'guest', role_type: 'normal' },
    ],
  },
  {
    ...WRITE,
    call: 'POST /roles',
    request: ({ roles, next }) => ({ path: '/roles', body: { name: `new ${next()}`, description: '', parent_id: roles.branch } }),
    data: id,
  },
  {
    ...WRITE,
    call: 'POST /roles',
    when: 'below the root',
    who: ROOT_SUPERS,
    hidden: [...OUTSIDE, 'deputy', 'head'],
    request: ({ roles, next }) => ({ path: '/roles', body: { name: `new ${next()}`, description: '', parent_id: roles.root } }),
    data: id,
  },
  {
    ...WRITE,
    call: 'PUT /roles',
    request: ({ roles, next }) => ({ path: '/roles', body: { id: roles.leaf, name: `leaf ${next()}`, description: '' } }),
    data: aRole,
  },
  {
    ...WRITE,
    call: 'PUT /roles',
    when: 'of the branch',
    who: ROOT_SUPERS,
    request: ({ roles }) => ({ path: '/roles', body: { id: roles.branch, name: 'branch', description: '' } }),
    data: { ...aRole, name: 'branch' },
  },
  {
    ...WRITE,
    call: 'PUT /roles',
    when: 'of the root',
    who: ROOT_SUPERS,
    hidden: [...OUTSIDE, 'deputy', 'head'],
    request: ({ roles }) => ({ path: '/roles', body: { id: roles.root, name: 'Works-root', description: '' } }),
    data: { ...aRole, parent_id: -1 },
  },
  {
    ...WRITE,
    call: 'DELETE /roles/:id',
    request: async (world) => ({ path: `/roles/${await newRole(world)}` }),
    data: { del_role_num: 1, del_role_resource_num: 0, del_role_user_num: 0 },
  },
  {
    ...WRITE,
    call: 'POST /roles/:id',
    request: async (world) => ({
      path: `/roles/${await newRole(world)},${await newRole(world)}`,
      body: { name: `between ${world.next()}`, description: '', parent_id: world.roles.branch },
    }),
    data: id,
  },
  {
    ...RESTORE,
    call: 'POST /roles/:id/restore',
    request: (world) => restoration(world, { name: `still ${world.next()}`, withPuppet: false }),
    data: { changes: 1 },
  },
  {
    ...RESTORE,
    call: 'POST /roles/:id/restore',
    when: 'of members, whom an admin manages',
    who: ADMINISTRATORS,
    request: (world) => restoration(world, { name: 'still', withPuppet: true }),
    data: { changes: 1 },
  },
];
