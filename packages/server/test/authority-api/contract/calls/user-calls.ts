import { PASSWORD } from '../../../support/test-server.ts';
import type { ContractCall } from './contract-call.ts';
import { ADMINISTRATORS, ANY, CLIENT, EVERYBODY, PERSON, SESSION, USER_MANAGERS } from './rules.ts';
import { aPage, aUser, id, listOf, text } from './shapes.ts';

const READ = { scopes: ['user:read'] } as const;
const WRITE = { scopes: ['user:write'], callers: ANY, who: USER_MANAGERS } as const;

/** `/user` and `/users`, by the table of contract/authority.md §4. */
export const USER_CALLS: readonly ContractCall[] = [
  { ...READ, call: 'GET /user', callers: PERSON, who: EVERYBODY, request: () => ({ path: '/user' }), data: aUser },
  {
    ...READ,
    call: 'GET /user',
    when: 'with `client_id`: the users of the client',
    callers: PERSON,
    who: ADMINISTRATORS.filter((who) => who !== 'client'),
    request: ({ client }) => ({ path: `/user?client_id=${client.id}` }),
    data: listOf(aUser),
  },
  {
    ...READ,
    call: 'GET /user/:user_id',
    callers: PERSON,
    who: EVERYBODY,
    request: (_, self) => ({ path: `/user/${self}` }),
    data: aUser,
  },
  {
    ...READ,
    call: 'GET /user/:user_id',
    when: 'about somebody else',
    callers: PERSON,
    who: ['member'],
    hidden: EVERYBODY.filter((who) => who !== 'member'),
    request: () => ({ path: '/user/member' }),
    data: { ...aUser, id: 'member' },
  },
  {
    ...READ,
    call: 'GET /users',
    callers: ANY,
    who: ADMINISTRATORS,
    request: () => ({ path: '/users?page_size=2&p=1&id=e&fullname=some&status=active' }),
    data: aPage({ ...aUser, roles: listOf({ id, name: text, role_type: text }) }),
  },
  {
    ...READ,
    call: 'GET /users/members',
    callers: ANY,
    who: ADMINISTRATORS,
    request: () => ({ path: '/users/members?page_size=2' }),
    data: aPage({ id: text, fullname: text, type: text }),
  },
  {
    ...WRITE,
    call: 'POST /users',
    request: ({ next }) => ({ path: '/users', body: { id: `made-${next()}`, fullname: 'Made' } }),
    data: { ...aUser, fullname: 'Made' },
  },
  {
    ...WRITE,
    call: 'PUT /users/:id',
    request: ({ next }) => ({ path: '/users/puppet', body: { organization: `Hall ${next()}` } }),
    data: { ...aUser, id: 'puppet' },
  },
  {
    ...WRITE,
    call: 'PUT /users/:id/status/:status',
    request: () => ({ path: '/users/puppet/status/active' }),
    data: { ...aUser, id: 'puppet', status: 'active' },
  },
  {
    call: 'POST /users/pwds',
    scopes: [],
    callers: ANY,
    who: [],
    request: () => ({ path: '/users/pwds', body: ['puppet'] }),
    data: null,
  },
  {
    call: 'POST /user/auth',
    scopes: [],
    callers: CLIENT,
    who: ['client'],
    request: () => ({ path: '/user/auth', body: { username: 'puppet', password: PASSWORD } }),
    data: { ...aUser, id: 'puppet' },
  },
  {
    call: 'GET /user/check',
    scopes: [],
    callers: CLIENT,
    who: ['client'],
    request: () => ({ path: '/user/check?access_token=hfa_nothing&client_id=1&user_id=puppet' }),
    data: false,
  },
  {
    call: 'POST /user/secret/generate',
    scopes: [],
    callers: SESSION,
    who: EVERYBODY,
    request: () => ({ path: '/user/secret/generate' }),
    data: { secret: text },
  },
];
