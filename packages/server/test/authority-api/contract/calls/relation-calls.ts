import type { World } from '../world.ts';
import type { ContractCall } from './contract-call.ts';
import { ADMINISTRATORS, ANY, OUTSIDE, ROOT_SUPERS, SUPERS } from './rules.ts';
import { id, listOf, text } from './shapes.ts';

const USERS_READ = { scopes: ['role-user:read'], callers: ANY, who: ADMINISTRATORS, hidden: OUTSIDE } as const;
const USERS_WRITE = { ...USERS_READ, scopes: ['role-user:write'] } as const;
const LINKS_READ = { scopes: ['role-resource:read'], callers: ANY, who: SUPERS, hidden: OUTSIDE } as const;
const LINKS_WRITE = { ...LINKS_READ, scopes: ['role-resource:write'] } as const;
const MEMBERSHIP = { role_id: id, user_id: 'puppet', role_type: 'normal' };

/** The leaf with `puppet` in it, or without. */
async function leafWith({ change, roles }: World, inside: boolean): Promise<number> {
  const membership = { roleId: roles.leaf, userId: 'puppet' };
  await change({ kind: 'set_memberships', memberships: [{ ...membership, type: 'normal', expiresAt: null }] });
  if (!inside) await change({ kind: 'end_memberships', memberships: [membership] });
  return roles.leaf;
}

/** The leaf with exactly these resources. */
async function leafHolding({ change, roles }: World, resourceIds: readonly number[]): Promise<number> {
  await change({ kind: 'replace_links', roleId: roles.leaf, resourceIds });
  return roles.leaf;
}

/** A group, put into the leaf where it is to be taken out again. */
async function groupFor(world: World, inside: boolean): Promise<string> {
  const name = await world.group('keeper');
  if (!inside) return name;
  const group = await world.server.storage.read(({ groups }) => groups.findByName(name));
  await world.change({ kind: 'add_groups', roleId: world.roles.leaf, groupIds: [group?.id ?? 0] });
  return name;
}

/** `/roleUsers`, `/roleGroups` and `/roleResources`, by the table of contract/authority.md §4. */
export const RELATION_CALLS: readonly ContractCall[] = [
  {
    ...USERS_READ,
    call: 'GET /roleUsers/:role_id',
    request: ({ roles }) => ({ path: `/roleUsers/${roles.branch}` }),
    data: listOf({ role_id: id, user_id: text, role_type: text }),
  },
  {
    ...USERS_READ,
    call: 'GET /roleUsers',
    when: 'of one role',
    request: ({ roles }) => ({ path: `/roleUsers?role_id=${roles.branch}` }),
    data: listOf({ role_id: id, user_id: text, role_type: text }),
  },
  {
    ...USERS_READ,
    call: 'GET /roleUsers',
    when: 'of all roles',
    who: ROOT_SUPERS,
    hidden: [],
    request: () => ({ path: '/roleUsers' }),
    data: listOf({ role_id: id, user_id: text, role_type: text }),
  },
  {
    ...USERS_WRITE,
    call: 'POST /roleUsers/:role_id',
    request: async (world) => ({
      path: `/roleUsers/${await leafWith(world, false)}`,
      body: [{ user_id: 'puppet', role_type: '' }],
    }),
    data: 1,
  },
  {
    ...USERS_WRITE,
    call: 'POST /roleUsers',
    request: async (world) => ({
      path: '/roleUsers',
      body: [{ role_id: await leafWith(world, false), user_id: 'puppet', role_type: 'normal' }],
    }),
    data: 1,
  },
  {
    ...USERS_WRITE,
    call: 'POST /roleUsers',
    when: 'of a super',
    who: ROOT_SUPERS,
    request: async (world) => ({
      path: '/roleUsers',
      body: [{ role_id: await leafWith(world, false), user_id: 'puppet', role_type: 'super' }],
    }),
    data: 1,
  },
  {
    ...USERS_WRITE,
    call: 'PUT /roleUsers/:role_id',
    request: async (world) => ({
      path: `/roleUsers/${await leafWith(world, true)}`,
      body: { user_id: 'puppet', role_type: 'admin' },
    }),
    data: { ...MEMBERSHIP, role_type: 'admin' },
  },
  {
    ...USERS_WRITE,
    call: 'PUT /roleUsers',
    request: async (world) => ({
      path: '/roleUsers',
      body: [{ role_id: await leafWith(world, true), user_id: 'puppet', role_type: '' }],
    }),
    data: [MEMBERSHIP],
  },
  {
    ...USERS_WRITE,
    call: 'DELETE /roleUsers/:role_id',
    request: async (world) => ({ path: `/roleUsers/${await leafWith(world, true)}`, body: ['puppet'] }),
    data: 1,
  },
  {
    ...USERS_WRITE,
    call: 'DELETE /roleUsers',
    request: async (world) => ({ path: '/roleUsers', body: [{ role_id: await leafWith(world, true), user_id: 'puppet' }] }),
    data: 1,
  },
  {
    ...USERS_READ,
    call: 'GET /roleGroups/:role_id',
    request: ({ roles }) => ({ path: `/roleGroups/${roles.branch}` }),
    data: [{ role_id: id, group: 'crew' }],
  },
  {
    ...USERS_WRITE,
    call: 'POST /roleGroups/:role_id',
    who: ROOT_SUPERS,
    request: async (world) => ({ path: `/roleGroups/${world.roles.leaf}`, body: [await groupFor(world, false)] }),
    data: 1,
  },
  {
    ...USERS_WRITE,
    call: 'DELETE /roleGroups/:role_id',
    who: ROOT_SUPERS,
    request: async (world) => ({ path: `/roleGroups/${world.roles.leaf}`, body: [await groupFor(world, true)] }),
    data: 1,
  },
  {
    ...LINKS_READ,
    call: 'GET /roleResources/:role_id',
    request: ({ roles }) => ({ path: `/roleResources/${roles.leaf}` }),
    data: listOf({ role_id: id, resource_id: id }),
  },
  {
    ...LINKS_READ,
    call: 'GET /roleResources/:role_id',
    when: 'of the branch',
    who: ROOT_SUPERS,
    request: ({ roles }) => ({ path: `/roleResources/${roles.branch}` }),
    data: listOf({ role_id: id, resource_id: id }),
  },
  {
    ...LINKS_READ,
    call: 'GET /roleResources',
    when: 'of all roles',
    who: ROOT_SUPERS,
    hidden: [],
    request: () => ({ path: '/roleResources' }),
    data: listOf({ role_id: id, resource_id: id }),
  },
  {
    ...LINKS_WRITE,
    call: 'POST /roleResources/:role_id',
    request: async (world) => ({
      path: `/roleResources/${await leafHolding(world, [world.resources.shared])}`,
      body: [world.resources.upper],
    }),
    data: [{ role_id: id, resource_id: id }],
  },
  {
    ...LINKS_WRITE,
    call: 'PUT /roleResources/:role_id',
    request: async (world) => ({
      path: `/roleResources/${await leafHolding(world, [world.resources.upper])}`,
      body: [world.resources.shared],
    }),
    data: [{ role_id: id, resource_id: id }],
  },
  {
    ...LINKS_WRITE,
    call: 'DELETE /roleResources/:role_id',
    request: async (world) => ({
      path: `/roleResources/${await leafHolding(world, [world.resources.shared, world.resources.upper])}`,
      body: [world.resources.upper],
    }),
    data: [{ role_id: id, resource_id: id }],
  },
];
