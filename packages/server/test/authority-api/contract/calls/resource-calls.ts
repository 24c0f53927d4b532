import { expect } from 'vitest';
import type { World } from '../world.ts';
import type { ContractCall } from './contract-call.ts';
import { ADMINISTRATORS, ANY, CLIENT, EVERYBODY, ROOT_SUPERS } from './rules.ts';
import { aResource, id, listOf, text } from './shapes.ts';

const READ = { scopes: ['resource:read'], callers: ANY, who: ROOT_SUPERS } as const;
const WRITE = { ...READ, scopes: ['resource:write'] } as const;

async function newResource({ change, next }: World): Promise<number> {
  const resources = [{ name: `thing ${next()}`, description: '', data: '' }];
  return (await change({ kind: 'add_resources', resources }))[0] ?? 0;
}

/** `/resources` and what users hold, by the table of contract/authority.md §4. */
export const RESOURCE_CALLS: readonly ContractCall[] = [
  { ...READ, call: 'GET /resources', request: () => ({ path: '/resources?user_id=member' }), data: listOf(aResource) },
  {
    ...READ,
    call: 'GET /resources',
    when: 'with `relate_role`',
    related: ['role-resource:read'],
    request: () => ({ path: '/resources?relate_role=True' }),
    data: listOf({
      ...aResource,
      roles: listOf({ resource_id: id, id, name: text, description: text, parent_id: id }),
    }),
  },
  {
    ...READ,
    call: 'GET /resources/list',
    request: ({ resources: { shared, top } }) => ({ path: `/resources/list?id=${shared}&id=${top}` }),
    data: [
      { ...aResource, name: 'doc/1#read' },
      { ...aResource, name: 'top' },
    ],
  },
  {
    ...READ,
    call: 'GET /userResources',
    who: EVERYBODY,
    hidden: ['client'],
    request: (_, self) => ({ path: `/userResources?user_id=${self}` }),
    data: expect.any(Array),
  },
  {
    ...READ,
    call: 'GET /userResources',
    when: 'about somebody else',
    who: ['member', 'client'],
    request: () => ({ path: '/userResources?user_id=member' }),
    data: [
      { ...aResource, name: 'doc/1#read' },
      { ...aResource, name: 'doc/1#write' },
    ],
  },
  {
    ...WRITE,
    call: 'POST /resources',
    request: ({ next }) => ({
      path: '/resources',
      body: [{ name: `one ${next()}`, description: '', data: '' }, { name: 'two' }],
    }),
    data: [id, id],
  },
  {
    ...WRITE,
    call: 'PUT /resources',
    request: ({ resources: { top } }) => ({ path: '/resources', body: { id: top, name: 'top', description: '', data: '{}' } }),
    data: { ...aResource, name: 'top', data: '{}' },
  },
  {
    ...WRITE,
    call: 'PUT /resources/:id',
    request: ({ resources: { top } }) => ({
      path: `/resources/${top}`,
      body: { id: top, name: 'top', description: 'x', data: '' },
    }),
    data: { ...aResource, name: 'top', description: 'x' },
  },
  {
    ...WRITE,
    call: 'DELETE /resources/:id',
    request: async (world) => ({ path: `/resources/${await newResource(world)},${await newResource(world)}` }),
    data: { del_resource_num: 2, del_role_resource_num: 2 },
  },
  {
    call: 'GET /checkResource',
    scopes: [],
    callers: CLIENT,
    who: ['client'],
    request: () => ({ path: '/checkResource?user_id=member&resource_name=doc/1%23read' }),
    data: true,
  },
  {
    call: 'GET /explain',
    scopes: ['role:read'],
    callers: ANY,
    who: ADMINISTRATORS,
    request: ({ resources: { shared } }) => ({ path: `/explain?user_id=member&resource_id=${shared}` }),
    data: expect.objectContaining({ user_id: 'member', decision: 'allow', active: true }),
  },
];
