import { describe, expect, test } from 'vitest';
import { effectivePermissions, holdsResource } from '../../src/authority/effective-permissions.ts';
import { effectiveType } from '../../src/authority/effective-type.ts';
import * as the from './company.ts';
import {
  addRole,
  after,
  ask,
  company,
  end,
  insert,
  LAB,
  LATER,
  NORTH,
  NORTH_1,
  NOW,
  ORDERS,
  PRICES,
  ROOT,
  remove,
  rename,
  SALES,
  SOUTH,
  set,
} from './company.ts';

const groups = (kind: 'add_groups' | 'remove_groups', roleId: number) => ({ kind, roleId, groupIds: [the.GROUP] }) as const;

describe('authority §2 rule 6', () => {
  test('rule 6: a member of a role is one of every role below, by the highest of their own types and those from above', () => {
    const state = company([
      [NORTH, 'head', 'normal'],
      [NORTH_1, 'clerk', 'admin'],
    ]);
    const typeIn = (userId: string, roleId: number) => effectiveType(state, { userId, roleId }, NOW);
    expect([SALES, NORTH, NORTH_1].map((roleId) => typeIn('head', roleId))).toEqual(['super', 'super', 'super']);
    expect([SALES, NORTH, NORTH_1].map((roleId) => typeIn('clerk', roleId))).toEqual([undefined, 'normal', 'admin']);
    expect(typeIn('grouped', SOUTH)).toBe('normal');
    expect(typeIn('head', LAB)).toBeUndefined();
  });

  test('rule 6: a membership ends at the very moment it names', () => {
    const state = company([[NORTH, 'guest', 'admin', LATER]]);
    const holds = (now: number) => holdsResource(state, { userId: 'guest', resourceId: ORDERS }, now);
    expect([LATER - 1, LATER].map(holds)).toEqual([true, false]);
    expect(effectiveType(state, { userId: 'guest', roleId: NORTH_1 }, LATER)).toBeUndefined();
    expect(ask(company([[NORTH, 'guest', 'admin', NOW]]), 'guest', set(NORTH, 'clerk', 'admin'))).toBe('unknown role_id');
  });

  test('effective permissions: who is frozen holds nothing and may nothing, by whichever way', () => {
    const state = company([], ['boss', 'head', 'grouped']);
    for (const user of ['boss', 'head', 'grouped', 'unknown']) expect([...effectivePermissions(state, user, NOW)]).toEqual([]);
    expect(ask(state, 'boss', set(NORTH, 'clerk', 'admin'))).toBe('unknown role_id');
    expect(ask(state, 'boss', { kind: 'add_resources', resources: [the.resource] })).toBe('forbidden 7');
  });
});

describe('authority §2 rule 7', () => {
  test('rule 7: an admin manages the members of the role and of everything below, and nothing else', () => {
    for (const roleId of [SALES, NORTH, NORTH_1, SOUTH]) {
      expect(ask(company(), 'aide', set(roleId, 'newcomer', 'admin'))).toBe('allowed');
    }
    for (const roleId of [ROOT, LAB, 999]) expect(ask(company(), 'aide', set(roleId, 'newcomer'))).toBe('unknown role_id');
    for (const change of [
      addRole(SALES),
      insert(SALES, [NORTH]),
      rename(NORTH),
      remove(NORTH),
      the.link(NORTH, PRICES),
      the.unlink(NORTH, ORDERS),
      the.replace(NORTH),
    ]) {
      expect(ask(company(), 'aide', change)).toBe('forbidden 7');
    }
  });

  test.each(['aide', 'head'])('rule 7: %s, no root super, cannot make, change or end a stored super', (name) => {
    const state = company([[NORTH, 'peer', 'super']]);
    expect(ask(state, name, set(NORTH, 'clerk', 'super'))).toBe('forbidden 7');
    expect(ask(state, name, set(NORTH, 'peer', 'normal'))).toBe('forbidden 7');
    expect(ask(state, name, set(NORTH, 'peer', undefined, LATER))).toBe('forbidden 7');
    expect(ask(state, name, set(NORTH, 'peer'))).toBe('forbidden 7');
    expect(ask(state, name, end(NORTH, 'peer'))).toBe('forbidden 7');
    expect(ask(state, name, set(NORTH_1, 'peer', 'normal'))).toBe('allowed');
  });

  test('rule 7: a super who has expired is no obstacle any more', () => {
    const state = company([[NORTH, 'peer', 'super', NOW]]);
    expect(ask(state, 'aide', set(NORTH, 'peer', 'normal'))).toBe('allowed');
    expect(ask(state, 'head', remove(NORTH))).toBe('allowed');
  });

  test('rule 7: a super of a role changes what lies strictly below it', () => {
    for (const change of [
      addRole(SALES),
      addRole(NORTH_1),
      insert(SALES, [NORTH]),
      rename(NORTH),
      remove(NORTH),
      the.link(NORTH, PRICES),
    ]) {
      expect(ask(company(), 'head', change)).toBe('allowed');
    }
    for (const change of [rename(SALES), remove(SALES), the.link(SALES, PRICES), the.unlink(SALES, PRICES), the.replace(SALES)]) {
      expect(ask(company(), 'head', change)).toBe('forbidden 7');
    }
    for (const change of [rename(LAB), remove(LAB), the.link(LAB, ORDERS)])
      expect(ask(company(), 'head', change)).toBe('unknown role_id');
    expect(ask(company(), 'head', addRole(ROOT))).toBe('unknown parent_id');
    expect(ask(company(), 'head', insert(ROOT, [SALES]))).toBe('unknown parent_id');
  });

  test('rule 7: a role with a super of its own is deleted only by a root super', () => {
    const state = company([[NORTH, 'peer', 'super']]);
    expect(ask(state, 'head', remove(NORTH))).toBe('forbidden 7');
    expect(ask(state, 'boss', remove(NORTH))).toBe('allowed');
    expect(ask(state, 'client', remove(NORTH))).toBe('allowed');
  });

  test('rule 7: only a root super makes, changes and deletes resources', () => {
    for (const name of ['head', 'aide', 'clerk', 'newcomer']) {
      expect(ask(company(), name, { kind: 'add_resources', resources: [the.resource] })).toBe('forbidden 7');
      expect(ask(company(), name, { kind: 'change_resources', resources: [{ id: ORDERS, ...the.resource }] })).toBe(
        'forbidden 7',
      );
      expect(ask(company(), name, { kind: 'delete_resources', resourceIds: [ORDERS] })).toBe('forbidden 7');
    }
  });
});

describe('authority §2 rule 8', () => {
  test.each(['boss', 'head', 'aide', 'lead'])(
    'rule 8: %s neither makes, changes, extends nor ends a membership of their own',
    (name) => {
      const state = company([[NORTH_1, name, 'normal', LATER]]);
      expect(ask(state, name, set(NORTH, name, 'admin'))).toBe('forbidden 8');
      expect(ask(state, name, set(NORTH_1, name, undefined, null))).toBe('forbidden 8');
      expect(ask(state, name, end(NORTH_1, name))).toBe('forbidden 8');
    },
  );

  test('rule 8: nobody removes themself from the root', () => {
    const state = company([[ROOT, 'second', 'super']]);
    expect(ask(state, 'second', end(ROOT, 'second'))).toBe('forbidden 8');
    expect(ask(state, 'boss', end(ROOT, 'second'))).toBe('allowed');
  });

  test('rule 8: a client as a root super of itself is no user, and neither is the system', () => {
    expect(ask(company(), 'client', set(NORTH, 'client-1', 'admin'))).toBe('allowed');
    expect(ask(company(), 'system', set(NORTH, 'system', 'super'))).toBe('allowed');
  });

  test('rule 8: a grant ends no later than the right by which it is made', () => {
    const state = company([[NORTH, 'guest', 'admin', LATER]]);
    const granted = (wish: ReturnType<typeof set>) => after(state, 'guest', wish).membership(NORTH_1, 'clerk')?.expiresAt;
    expect(granted(set(NORTH_1, 'clerk', 'admin'))).toBe(LATER);
    expect(granted(set(NORTH_1, 'clerk', 'admin', null))).toBe(LATER);
    expect(granted(set(NORTH_1, 'clerk', 'admin', LATER + 1))).toBe(LATER);
    expect(granted(set(NORTH_1, 'clerk', 'admin', LATER - 1))).toBe(LATER - 1);
  });

  test('rule 8: the right is the latest-ending of the memberships that entitle, of those alone', () => {
    const both = company([
      [NORTH, 'guest', 'admin', LATER],
      [SALES, 'guest', 'super', LATER + 5],
      [NORTH_1, 'guest', 'normal'],
    ]);
    expect(after(both, 'guest', set(NORTH_1, 'clerk', 'admin')).membership(NORTH_1, 'clerk')?.expiresAt).toBe(LATER + 5);
    const passing = company([
      [ROOT, 'guest', 'super', LATER],
      [NORTH, 'guest', 'admin'],
    ]);
    expect(after(passing, 'guest', set(NORTH_1, 'clerk', 'super')).membership(NORTH_1, 'clerk')?.expiresAt).toBe(LATER);
    expect(after(passing, 'guest', set(NORTH_1, 'clerk', 'admin')).membership(NORTH_1, 'clerk')?.expiresAt).toBeNull();
  });

  test('adding a member is a change, changing a non-member an addition; an absent end keeps what was, null clears it', () => {
    const state = company([[NORTH, 'guest', 'admin', LATER]]);
    expect(after(state, 'boss', set(NORTH, 'guest', 'normal')).membership(NORTH, 'guest')).toMatchObject({
      type: 'normal',
      expiresAt: LATER,
    });
    expect(after(state, 'boss', set(NORTH, 'guest', undefined, null)).membership(NORTH, 'guest')).toMatchObject({
      type: 'admin',
      expiresAt: null,
    });
    expect(after(state, 'boss', set(SOUTH, 'guest')).membership(SOUTH, 'guest')).toMatchObject({
      type: 'normal',
      expiresAt: null,
    });
    expect(the.effects(state, 'boss', set(NORTH, 'guest', 'admin', LATER))).toEqual([]);
    expect(ask(state, 'boss', set(NORTH, 'guest', 'admin', NOW))).toBe('invalid expires_at');
  });

  test('a batch is all or nothing, and may not contradict itself', () => {
    const two = (first: object, second: object) => ({ kind: 'set_memberships', memberships: [first, second] }) as never;
    const wish = { roleId: NORTH, userId: 'newcomer' };
    expect(ask(company(), 'aide', two(wish, { roleId: LAB, userId: 'newcomer' }))).toBe('unknown role_id');
    expect(ask(company(), 'aide', two(wish, { ...wish, type: 'admin' }))).toBe('invalid user_id');
    expect(the.effects(company(), 'aide', two(wish, { ...wish }))).toHaveLength(1);
  });
});

describe('authority §2 rule 9', () => {
  test('rule 9: only a root super puts a group into a role or takes it out', () => {
    for (const name of ['head', 'aide']) {
      expect(ask(company(), name, groups('add_groups', NORTH))).toBe('forbidden 9');
      expect(ask(company(), name, groups('remove_groups', SOUTH))).toBe('forbidden 9');
    }
    expect(ask(company(), 'clerk', groups('add_groups', NORTH))).toBe('unknown role_id');
    for (const name of ['boss', 'client', 'system']) expect(ask(company(), name, groups('add_groups', NORTH))).toBe('allowed');
  });

  test('rules 8 and 9: a root super whose right ends cannot put in a group, which would stay', () => {
    const state = company([[ROOT, 'guest', 'super', LATER]]);
    expect(ask(state, 'guest', groups('add_groups', NORTH))).toBe('forbidden 8');
    expect(ask(state, 'guest', groups('remove_groups', SOUTH))).toBe('allowed');
  });
});
