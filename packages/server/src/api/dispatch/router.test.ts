import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import { createRouter, type Routing } from './router.ts';

function route(method: ApiRoute['method'], path: string): ApiRoute {
  const rest = { scope: null, callers: [], query: z.object({}), answer: z.null(), summary: '' };
  return apiRoute({ method, path, ...rest, handle: async () => null });
}

const find = createRouter([
  route('GET', '/users/members'),
  route('PUT', '/users/:user_id'),
  route('GET', '/roleUsers/:role_id?'),
  route('POST', '/roles/:role_ids'),
  route('POST', '/roles/:role_id/restore'),
  route('DELETE', '/roles/:role_id'),
]);

function told(found: Routing): unknown {
  return found !== undefined && 'route' in found ? [found.route.path, { ...found.path }] : found;
}

describe('the router of the authority API', () => {
  it.each([
    ['GET', '/users/members', ['/users/members', {}]],
    ['PUT', '/users/members', ['/users/:user_id', { user_id: 'members' }]],
    ['PUT', '/users/a%20b', ['/users/:user_id', { user_id: 'a b' }]],
    ['HEAD', '/roleUsers', ['/roleUsers/:role_id?', {}]],
    ['GET', '/roleUsers/7', ['/roleUsers/:role_id?', { role_id: '7' }]],
    ['POST', '/roles/2,3', ['/roles/:role_ids', { role_ids: '2,3' }]],
    ['POST', '/roles/2/restore', ['/roles/:role_id/restore', { role_id: '2' }]],
    ['DELETE', '/users/members', { allow: ['GET', 'PUT'] }],
    ['GET', '/roles/2', { allow: ['POST', 'DELETE'] }],
    ['GET', '/users', undefined],
    ['GET', '', undefined],
    ['PUT', '/users/', undefined],
    ['PUT', '/users/%FF', undefined],
    ['GET', '/roleUsers/7/8', undefined],
    ['GET', '/__proto__', undefined],
  ])('leads %s %s where it belongs', (method, path, expected) => {
    expect(told(find(method, path))).toEqual(expected);
  });

  it('refuses two routes of one method and path', () => {
    expect(() => createRouter([route('GET', '/a/:x?'), route('GET', '/a')])).toThrow('two routes');
  });
});
