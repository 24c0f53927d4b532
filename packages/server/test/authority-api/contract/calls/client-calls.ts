import { expect } from 'vitest';
import type { World } from '../world.ts';
import type { ContractCall } from './contract-call.ts';
import { ANY, EVERYBODY, PERSON, ROOT_SUPERS, SESSION } from './rules.ts';
import { aClient, aRole, id, text } from './shapes.ts';

const REDIRECT = 'http://client.example/callback';
const MADE = {
  ...{ id, fullname: text, secret: text, redirect_uri: text, created_by: text },
  ...{ root_role_id: id, root_role_name: text },
};
const fullname = ({ next }: World): string => `Made ${next()}`;

/** `/client` and the lists of clients, by the table of contract/authority.md §4. */
export const CLIENT_CALLS: readonly ContractCall[] = [
  {
    call: 'POST /client',
    scopes: ['client:write'],
    callers: PERSON,
    who: EVERYBODY,
    request: (world) => ({ path: '/client', body: { fullname: fullname(world), redirect_uri: REDIRECT } }),
    data: MADE,
  },
  {
    call: 'GET /client',
    scopes: ['client:read'],
    callers: ANY,
    who: ROOT_SUPERS,
    request: () => ({ path: '/client' }),
    data: aClient,
  },
  {
    call: 'PUT /client',
    scopes: ['client:write'],
    callers: ANY,
    who: ROOT_SUPERS,
    request: () => ({ path: '/client', body: { fullname: 'Works', redirect_uri: REDIRECT } }),
    data: { id, fullname: 'Works', redirect_uri: REDIRECT },
  },
  {
    call: 'PUT /client/secret',
    scopes: ['client:write'],
    callers: SESSION,
    who: ['chief'],
    request: () => ({ path: '/client/secret', body: { keep_old_seconds: 604_800 } }),
    data: { id, secret: text },
  },
  {
    call: 'PUT /client/status/:status',
    scopes: ['client:write'],
    callers: SESSION,
    who: ['chief'],
    request: () => ({ path: '/client/status/active' }),
    data: { id, status: 'active' },
  },
  {
    call: 'POST /client/clone',
    scopes: ['client:write'],
    callers: SESSION,
    who: ['chief'],
    request: (world) => ({ path: '/client/clone', body: { fullname: fullname(world) } }),
    data: MADE,
  },
  {
    call: 'GET /userClients',
    scopes: ['client:read'],
    callers: PERSON,
    who: EVERYBODY,
    request: () => ({ path: '/userClients?role_type=' }),
    data: expect.toSatisfy(isListOfClients),
  },
  {
    call: 'GET /userClients/:user_id',
    scopes: ['client:read'],
    callers: PERSON,
    who: EVERYBODY,
    request: (_, self) => ({ path: `/userClients/${self}` }),
    data: expect.toSatisfy(isListOfClients),
  },
  {
    call: 'GET /userClients/:user_id',
    when: 'about somebody else',
    scopes: ['client:read'],
    callers: PERSON,
    who: ['member'],
    hidden: EVERYBODY.filter((who) => who !== 'member'),
    request: () => ({ path: '/userClients/member' }),
    data: expect.arrayContaining([
      { id, fullname: 'Works', redirect_uri: REDIRECT, created_by: 'chief', roles: [{ ...aRole, role_type: 'normal' }] },
    ]),
  },
  {
    call: 'GET /allClients',
    scopes: [],
    callers: SESSION,
    who: EVERYBODY,
    request: () => ({ path: '/allClients' }),
    data: expect.arrayContaining([
      { id, fullname: 'Works', created_by: 'chief', users: [{ id: 'chief', fullname: 'Somebody', role_type: 'super' }] },
    ]),
  },
];

function isListOfClients(
  list: readonly { readonly id: number; readonly roles: readonly { readonly role_type: string }[] }[],
): boolean {
  return list.every((client) => Number.isInteger(client.id) && client.roles.length > 0);
}
