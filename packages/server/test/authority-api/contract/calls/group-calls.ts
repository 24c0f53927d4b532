import { expect } from 'vitest';
import type { Who, World } from '../world.ts';
import type { ContractCall } from './contract-call.ts';
import { ADMINISTRATORS, ANY, EVERYBODY, GROUP_OWNERS, OUTSIDE } from './rules.ts';
import { aGroup, aPage, aUser, instant, listOf } from './shapes.ts';

const READ = { scopes: ['group:read'], callers: ANY, who: [...ADMINISTRATORS, 'admin'] as readonly Who[] } as const;
// Who may not read groups is not told which there are.
const WRITE = { scopes: ['group:write'], callers: ANY, who: GROUP_OWNERS, hidden: OUTSIDE } as const;
const USERS_WRITE = { ...WRITE, scopes: ['groupuser:write'] } as const;
const USERS_READ = { ...READ, scopes: ['groupuser:read'] } as const;

async function groupWith(world: World, user: string): Promise<string> {
  const name = await world.group('keeper');
  await world.server.storage.transact(async ({ groups }) => {
    await groups.addUser((await groups.findByName(name))?.id ?? 0, user, world.server.now());
  });
  return name;
}

/** `/group`, `/groupuser` and `/audit`, by the table of contract/authority.md §4. */
export const GROUP_CALLS: readonly ContractCall[] = [
  {
    ...WRITE,
    call: 'POST /group',
    who: [...EVERYBODY, 'client'],
    request: ({ next }) => ({ path: '/group', body: { name: `made ${next()}`, description: '', email: '' } }),
    data: aGroup,
  },
  {
    ...WRITE,
    call: 'PUT /group',
    request: () => ({ path: '/group', body: { name: 'crew', description: 'who works', email: '' } }),
    data: { ...aGroup, description: 'who works' },
  },
  {
    ...WRITE,
    call: 'DELETE /group',
    request: async (world) => ({ path: `/group?name=${await world.group('keeper')}` }),
    data: aGroup,
  },
  { ...READ, call: 'GET /group', request: () => ({ path: '/group' }), data: listOf(aGroup) },
  {
    ...READ,
    call: 'GET /group',
    when: 'by name',
    request: () => ({ path: '/group?name=crew' }),
    data: [{ ...aGroup, name: 'crew' }],
  },
  {
    ...READ,
    call: 'GET /group',
    when: 'by a part of the name',
    request: () => ({ path: '/group?likes=RE' }),
    data: listOf(aGroup),
  },
  {
    ...USERS_WRITE,
    call: 'POST /groupuser',
    request: async (world) => ({ path: '/groupuser', body: { group: await world.group('keeper'), user: 'puppet' } }),
    data: expect.objectContaining({ user: 'puppet' }),
  },
  {
    ...USERS_WRITE,
    call: 'DELETE /groupuser',
    request: async (world) => ({ path: '/groupuser', body: { group: await groupWith(world, 'puppet'), user: 'puppet' } }),
    data: expect.objectContaining({ user: 'puppet' }),
  },
  {
    ...USERS_READ,
    call: 'GET /groupuser/group',
    when: 'about oneself',
    who: EVERYBODY,
    hidden: ['client'],
    request: (_, self) => ({ path: `/groupuser/group?user=${self}` }),
    data: expect.any(Array),
  },
  {
    ...USERS_READ,
    call: 'GET /groupuser/group',
    who: [...READ.who, 'groupie'],
    hidden: EVERYBODY,
    request: () => ({ path: '/groupuser/group?user=groupie' }),
    data: [{ ...aGroup, name: 'crew' }],
  },
  {
    ...USERS_READ,
    call: 'GET /groupuser/user',
    who: [...READ.who, 'groupie'],
    hidden: EVERYBODY,
    request: () => ({ path: '/groupuser/user?group=crew' }),
    data: [{ ...aUser, id: 'groupie' }],
  },
  {
    call: 'GET /audit',
    scopes: ['client:read'],
    callers: ANY,
    who: ['chief', 'client'],
    whoBySession: ['admin'],
    request: () => ({ path: '/audit?page_size=2&p=1' }),
    data: aPage(expect.objectContaining({ at: instant })),
  },
];
