import { PASSWORD } from '../../support/test-server.ts';
import type { ContractRequest } from './calls/contract-call.ts';
import type { Who, World } from './world.ts';

/** What an id that is taken somewhere names. */
export type Named = 'role' | 'resource' | 'user' | 'group' | 'group id';

/** A place of a call where an id is taken: as text in a path or a query, or as a member of a body. */
export interface IdPlace {
  readonly call: string;
  readonly place: string;
  readonly named: Named;
  readonly written: 'text' | 'json';
  /** Who may do it, were the id a good one. */
  readonly by: Who;
  readonly put: (world: World, id: unknown) => ContractRequest;
  /** What `data` is for whom or what does not exist, where the call answers so: others refuse. */
  readonly none?: unknown;
  /** Refusals are recorded in the audit table. */
  readonly audited?: true;
}

type Put<Id> = (world: World, id: Id) => ContractRequest;

/** Makes places where something of a kind is named by somebody who may. */
function at(named: Named, by: Who): { text: PlaceMaker<string>; json: PlaceMaker<unknown> } {
  return {
    text: (call, place, put) => ({ ...{ call, place, named, by, written: 'text' }, put: (world, id) => put(world, encoded(id)) }),
    json: (call, place, put) => ({ call, place, named, by, written: 'json', put }),
  };
}

type PlaceMaker<Id> = (call: string, place: string, put: Put<Id>) => IdPlace;

function encoded(id: unknown): string {
  return encodeURIComponent(String(id)).replaceAll('%2C', ',');
}

const role = at('role', 'chief');
const resource = at('resource', 'chief');

const NEW_ROLE = { name: 'new', description: '' };
const MEMBER = { user_id: 'puppet', role_type: 'normal' };

const ROLE_PLACES: readonly IdPlace[] = [
  role.text('GET /roles/batch', 'query', (_, id) => ({ path: `/roles/batch?role_ids=${id}` })),
  role.text('GET /roles/batch', 'list', ({ roles }, id) => ({ path: `/roles/batch?role_ids=${roles.leaf},${id}` })),
  role.text('GET /roles/batch', 'repeated query', ({ roles }, id) => ({
    path: `/roles/batch?role_ids=${roles.leaf}&role_ids=${id}`,
  })),
  role.text('GET /roleTree', 'query', (_, id) => ({ path: `/roleTree?role_id=${id}&is_tree=1` })),
  role.json('POST /roles', 'parent_id', (_, id) => ({ path: '/roles', body: { ...NEW_ROLE, parent_id: id } })),
  role.json('PUT /roles', 'id', (_, id) => ({ path: '/roles', body: { ...NEW_ROLE, id } })),
  role.text('DELETE /roles/:id', 'path', (_, id) => ({ path: `/roles/${id}` })),
  role.text('POST /roles/:id', 'path', ({ roles }, id) => ({
    path: `/roles/${id}`,
    body: { ...NEW_ROLE, parent_id: roles.branch },
  })),
  role.text('POST /roles/:id', 'list in the path', ({ roles }, id) => ({
    path: `/roles/${roles.leaf},${id}`,
    body: { ...NEW_ROLE, parent_id: roles.branch },
  })),
  role.json('POST /roles/:id', 'parent_id', ({ roles }, id) => ({
    path: `/roles/${roles.leaf}`,
    body: { ...NEW_ROLE, parent_id: id },
  })),
  role.text('POST /roles/:id/restore', 'path', ({ built }, id) => ({ path: `/roles/${id}/restore?at=${built}` })),
  role.text('GET /roleUsers/:role_id', 'path', (_, id) => ({ path: `/roleUsers/${id}` })),
  role.text('GET /roleUsers', 'query', (_, id) => ({ path: `/roleUsers?role_id=${id}` })),
  role.text('POST /roleUsers/:role_id', 'path', (_, id) => ({ path: `/roleUsers/${id}`, body: [MEMBER] })),
  role.text('POST /roleUsers', 'query', (_, id) => ({ path: `/roleUsers?role_id=${id}`, body: [MEMBER] })),
  role.json('POST /roleUsers', 'role_id', (_, id) => ({ path: '/roleUsers', body: [{ ...MEMBER, role_id: id }] })),
  role.json('POST /roleUsers', 'role_id of the second entry', ({ roles }, id) => ({
    path: '/roleUsers',
    body: [
      { ...MEMBER, role_id: roles.leaf },
      { ...MEMBER, role_id: id },
    ],
  })),
  role.text('PUT /roleUsers/:role_id', 'path', (_, id) => ({ path: `/roleUsers/${id}`, body: MEMBER })),
  role.json('PUT /roleUsers', 'role_id', (_, id) => ({ path: '/roleUsers', body: { ...MEMBER, role_id: id } })),
  role.text('DELETE /roleUsers/:role_id', 'path', (_, id) => ({ path: `/roleUsers/${id}`, body: ['member'] })),
  role.json('DELETE /roleUsers', 'role_id', (_, id) => ({
    path: '/roleUsers',
    body: [{ role_id: id, user_id: 'member' }],
  })),
  role.text('GET /roleGroups/:role_id', 'path', (_, id) => ({ path: `/roleGroups/${id}` })),
  role.text('POST /roleGroups/:role_id', 'path', (_, id) => ({ path: `/roleGroups/${id}`, body: ['crew'] })),
  role.text('DELETE /roleGroups/:role_id', 'path', (_, id) => ({ path: `/roleGroups/${id}`, body: ['crew'] })),
  role.text('GET /roleResources/:role_id', 'path', (_, id) => ({ path: `/roleResources/${id}` })),
  role.text('GET /roleResources', 'query', (_, id) => ({ path: `/roleResources?role_id=${id}` })),
  ...(['POST', 'PUT', 'DELETE'] as const).map((method) =>
    role.text(`${method} /roleResources/:role_id`, 'path', ({ resources }, id) => ({
      path: `/roleResources/${id}`,
      body: [resources.shared],
    })),
  ),
];

const RESOURCE_PLACES: readonly IdPlace[] = [
  resource.text('GET /resources/list', 'query', (_, id) => ({ path: `/resources/list?id=${id}` })),
  resource.text('GET /resources/list', 'repeated query', ({ resources }, id) => ({
    path: `/resources/list?id=${resources.shared}&id=${id}`,
  })),
  resource.text('PUT /resources/:id', 'path', (_, id) => ({ path: `/resources/${id}`, body: { name: 'new' } })),
  resource.json('PUT /resources', 'id', (_, id) => ({ path: '/resources', body: { id, name: 'new' } })),
  resource.json('PUT /resources', 'id of the second entry', ({ resources }, id) => ({
    path: '/resources',
    body: [
      { id: resources.shared, name: 'new' },
      { id, name: 'new' },
    ],
  })),
  resource.text('DELETE /resources/:id', 'path', (_, id) => ({ path: `/resources/${id}` })),
  resource.text('DELETE /resources/:id', 'list in the path', ({ resources }, id) => ({
    path: `/resources/${resources.top},${id}`,
  })),
  ...(['POST', 'PUT', 'DELETE'] as const).flatMap((method) => [
    resource.json(`${method} /roleResources/:role_id`, 'entry', ({ roles }, id) => ({
      path: `/roleResources/${roles.leaf}`,
      body: [id],
    })),
    resource.json(`${method} /roleResources/:role_id`, 'second entry', ({ roles, resources }, id) => ({
      path: `/roleResources/${roles.leaf}`,
      body: [method === 'DELETE' ? resources.shared : resources.upper, id],
    })),
  ]),
  resource.text('GET /explain', 'query', (_, id) => ({ path: `/explain?user_id=member&resource_id=${id}` })),
];

const USER_PLACES: readonly IdPlace[] = [
  at('user', 'chief').text('GET /user/:user_id', 'path', (_, id) => ({ path: `/user/${id}` })),
  at('user', 'chief').text('GET /userClients/:user_id', 'path', (_, id) => ({ path: `/userClients/${id}` })),
  at('user', 'chief').text('GET /userClients', 'query', (_, id) => ({ path: `/userClients?user_id=${id}` })),
  at('user', 'admin').text('PUT /users/:id', 'path', (_, id) => ({ path: `/users/${id}`, body: { fullname: 'New' } })),
  at('user', 'admin').json('PUT /users/:id', 'id', (_, id) => ({ path: '/users/puppet', body: { id, fullname: 'New' } })),
  at('user', 'admin').text('PUT /users/:id/status/:status', 'path', (_, id) => ({ path: `/users/${id}/status/frozen` })),
  {
    ...at('user', 'client').json('POST /user/auth', 'username', (_, id) => ({
      path: '/user/auth',
      body: { username: id, password: `${PASSWORD}!` },
    })),
    audited: true,
  },
  at('user', 'client').text('GET /userResources', 'query', (_, id) => ({ path: `/userResources?user_id=${id}` })),
  {
    ...at('user', 'client').text('GET /checkResource', 'query', (_, id) => ({
      path: `/checkResource?user_id=${id}&resource_name=top`,
    })),
    none: false,
  },
  at('user', 'chief').text('GET /explain', 'query', ({ resources }, id) => ({
    path: `/explain?user_id=${id}&resource_id=${resources.shared}`,
  })),
  at('user', 'client').text('GET /userRoles', 'query', (_, id) => ({ path: `/userRoles?user_id=${id}` })),
  {
    ...at('user', 'chief').text('GET /userRoles/users', 'query', (_, id) => ({ path: `/userRoles/users?user_ids=${id}` })),
    none: [],
  },
  ...(['POST', 'PUT', 'DELETE'] as const).flatMap((method) => [
    at('user', 'chief').json(`${method} /roleUsers/:role_id`, 'user_id', ({ roles }, id) => ({
      path: `/roleUsers/${roles.leaf}`,
      body: [method === 'DELETE' ? id : { user_id: id, role_type: 'normal' }],
    })),
    at('user', 'chief').json(`${method} /roleUsers`, 'user_id of the second entry', ({ roles }, id) => ({
      path: '/roleUsers',
      body: [
        { role_id: roles.leaf, user_id: 'guest' },
        { role_id: roles.leaf, user_id: id },
      ],
    })),
  ]),
  ...(['POST', 'DELETE'] as const).map((method) =>
    at('user', 'keeper').json(`${method} /groupuser`, 'user', (_, id) => ({
      path: '/groupuser',
      body: { group: 'crew', user: id },
    })),
  ),
  at('user', 'client').text('GET /groupuser/group', 'query', (_, id) => ({ path: `/groupuser/group?user=${id}` })),
];

const GROUP_PLACES: readonly IdPlace[] = [
  at('group id', 'admin').json('PUT /group', 'id', (_, id) => ({ path: '/group', body: { id, name: 'new' } })),
  at('group', 'admin').json('PUT /group', 'name', (_, id) => ({ path: '/group', body: { name: id, description: 'new' } })),
  at('group', 'admin').text('DELETE /group', 'query', (_, id) => ({ path: `/group?name=${id}` })),
  ...(['POST', 'DELETE'] as const).flatMap((method) => [
    at('group', 'chief').json(`${method} /roleGroups/:role_id`, 'entry', ({ roles }, id) => ({
      path: `/roleGroups/${roles.leaf}`,
      body: [id],
    })),
    at('group', 'chief').json(`${method} /roleGroups/:role_id`, 'second entry', ({ roles }, id) => ({
      path: `/roleGroups/${method === 'POST' ? roles.leaf : roles.branch}`,
      body: ['crew', id],
    })),
    at('group', 'admin').json(`${method} /groupuser`, 'group', (_, id) => ({
      path: '/groupuser',
      body: { group: id, user: 'puppet' },
    })),
  ]),
  at('group', 'client').text('GET /groupuser/user', 'query', (_, id) => ({ path: `/groupuser/user?group=${id}` })),
  { ...at('group', 'client').text('GET /group', 'query', (_, id) => ({ path: `/group?name=${id}` })), none: [] },
];

/** Every place where an id is taken, under `/api`. */
export const ID_PLACES: readonly IdPlace[] = [...ROLE_PLACES, ...RESOURCE_PLACES, ...USER_PLACES, ...GROUP_PLACES];
