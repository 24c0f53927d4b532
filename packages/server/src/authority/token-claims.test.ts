import { describe, expect, test } from 'vitest';
import { company, LAB, LATER, NOW, SALES } from '../../test/authority/company.ts';
import type { AuthorityState } from './authority-state.ts';
import { buildState } from './state/build-state.ts';
import { MemoryPeople } from './state/people.ts';
import { type AuthorityClaims, authorityClaims, LONGEST_LIST, loadAuthorityClaims } from './token-claims.ts';

const BOTH = new Set(['roles', 'permissions']);

function claimsOf(state: AuthorityState, userId: string, { scopes = BOTH, now = NOW } = {}): AuthorityClaims {
  return authorityClaims(state, { userId, scopes, issuer: 'https://id.example', now });
}

/** A state in which `many` is in so many roles, each with one resource of the same name; names are made by `name`. */
function large(count: number, name: (index: number) => string): AuthorityState {
  const ids = Array.from({ length: count }, (_, index) => index + 2);
  const born = { clientId: 1, description: '', createdBy: 'system', updatedBy: 'system', created: 0, updated: 0 };
  return buildState({
    clientId: 1,
    epoch: 1,
    roles: [{ id: 1, parentId: -1, name: 'root', ...born }, ...ids.map((id) => ({ id, parentId: 1, name: name(id), ...born }))],
    resources: ids.map((id) => ({ id, name: name(id), data: '', ...born })),
    links: ids.map((id) => ({ roleId: id, resourceId: id })),
    memberships: ids.map((roleId) => ({ roleId, userId: 'many', type: 'normal', expiresAt: null, grantedBy: 'system' })),
    groups: [],
    people: MemoryPeople.from({ activeUsers: ['many'], groupUsers: [] }),
  });
}

describe('the roles and permissions that a token tells of', () => {
  test('names, in order and each once, with the epoch', () => {
    const state = company([[LAB, 'aide', 'normal']]);
    expect(claimsOf(state, 'aide')).toEqual({
      roles: [`role ${SALES}`, `role ${LAB}`],
      permissions: ['resource 101', 'resource 102', 'resource 103'],
      authority_epoch: 1,
    });
  });

  test('a role by a group counts; one below a role does not', () => {
    expect(claimsOf(company(), 'grouped').roles).toEqual(['role 5']);
    expect(claimsOf(company(), 'boss').roles).toEqual(['role 1']);
  });

  test('each only under its scope, and nothing without one', () => {
    expect(Object.keys(claimsOf(company(), 'head', { scopes: new Set(['roles']) }))).toEqual(['roles', 'authority_epoch']);
    expect(Object.keys(claimsOf(company(), 'head', { scopes: new Set(['permissions', 'openid']) }))).toEqual([
      'permissions',
      'authority_epoch',
    ]);
    expect(claimsOf(company(), 'head', { scopes: new Set(['openid', 'role:read', 'all:all']) })).toEqual({});
  });

  test('of somebody who is frozen, unknown, or whose membership has ended: empty lists', () => {
    const none = { roles: [], permissions: [], authority_epoch: 1 };
    expect(claimsOf(company([], ['head']), 'head')).toEqual(none);
    expect(claimsOf(company(), 'nobody')).toEqual(none);
    const ending = company([[SALES, 'guest', 'normal', LATER]]);
    expect(claimsOf(ending, 'guest', { now: LATER - 1 }).roles).toEqual([`role ${SALES}`]);
    expect(claimsOf(ending, 'guest', { now: LATER })).toEqual(none);
  });

  test('what is too many, or too long, is told by where it is found', () => {
    const pointer = {
      roles_endpoint: 'https://id.example/api2/userRoles?user_id=many',
      permissions_endpoint: 'https://id.example/api2/userResources?user_id=many',
      authority_epoch: 1,
    };
    const { names, bytes } = LONGEST_LIST;
    expect(
      claimsOf(
        large(names, (id) => `r${id}`),
        'many',
      ).roles,
    ).toHaveLength(names);
    expect(
      claimsOf(
        large(names + 1, (id) => `r${id}`),
        'many',
      ),
    ).toEqual(pointer);
    expect(
      claimsOf(
        large(names + 1, () => 'the same'),
        'many',
      ),
    ).toEqual(pointer);
    expect(
      claimsOf(
        large(names, (id) => `${id}${'权'.repeat(10)}`),
        'many',
      ),
    ).toEqual(pointer);
    const longest = JSON.stringify(
      claimsOf(
        large(1, () => 'x'.repeat(bytes - 4)),
        'many',
      ).roles,
    );
    expect(longest).toHaveLength(bytes);
    expect(
      claimsOf(
        large(1, () => 'x'.repeat(bytes - 3)),
        'many',
      ),
    ).toEqual(pointer);
  });

  test('nothing is loaded unless it is asked for', async () => {
    const authorities = { state: () => Promise.reject(new Error('loaded')) };
    const wish = { userId: 'head', scopes: new Set(['openid']), issuer: 'https://id.example', now: NOW };
    expect(await loadAuthorityClaims(authorities, 1, wish)).toEqual({});
    await expect(loadAuthorityClaims(authorities, 1, { ...wish, scopes: BOTH })).rejects.toThrow('loaded');
    expect(await loadAuthorityClaims({ state: () => Promise.resolve(undefined) }, 1, { ...wish, scopes: BOTH })).toEqual({});
  });
});
