import { describe, expect, test } from 'vitest';
import { pathToRoot, subtree } from '../../src/authority/state/role-tree.ts';
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
  ORDERS,
  PRICES,
  ROOT,
  remove,
  rename,
  SALES,
  SOUTH,
  set,
} from './company.ts';

describe('authority §2 rule 1', () => {
  test.each(['boss', 'client', 'system'])('rule 1: the root can be renamed, but not deleted, by %s', (name) => {
    expect(ask(company(), name, rename(ROOT))).toBe('allowed');
    expect(ask(company(), name, remove(ROOT))).toBe('forbidden 1');
  });

  test('rule 1: the root cannot be moved below a role that is inserted', () => {
    expect(ask(company(), 'boss', insert(SALES, [ROOT]))).toBe('invalid role_ids');
    expect(ask(company(), 'boss', insert(-1, [ROOT]))).toBe('unknown parent_id');
  });

  test.each(['client', 'system'])('rule 1: the last active super of the root without an end stays, whatever %s asks', (name) => {
    for (const state of [
      company(),
      company([[ROOT, 'frozen', 'super']], ['frozen']),
      company([[ROOT, 'guest', 'super', LATER]]),
    ]) {
      expect(ask(state, name, end(ROOT, 'boss'))).toBe('forbidden 1');
      expect(ask(state, name, set(ROOT, 'boss', 'admin'))).toBe('forbidden 1');
      expect(ask(state, name, set(ROOT, 'boss', 'super', LATER))).toBe('forbidden 1');
    }
  });

  test('rule 1: one batch may hand over the root, since it is judged by what it leaves', () => {
    const memberships = [
      { roleId: ROOT, userId: 'boss', type: 'normal' } as const,
      { roleId: ROOT, userId: 'lead', type: 'super' } as const,
    ];
    expect(ask(company(), 'client', { kind: 'set_memberships', memberships })).toBe('allowed');
  });

  test('rule 1: where freezing has taken the last one, others can still be changed and a new one made', () => {
    const state = company([[ROOT, 'guest', 'super', LATER]], ['boss']);
    expect(ask(state, 'client', end(ROOT, 'boss'))).toBe('allowed');
    expect(ask(state, 'system', set(ROOT, 'lead', 'super'))).toBe('allowed');
  });
});

describe('authority §2 rules 2 and 3', () => {
  test('rule 2: children of a deleted role move up, its memberships, groups and links end', () => {
    const state = after(company(), 'boss', remove(SALES));
    expect(state.childrenOf(ROOT)).toEqual([LAB, NORTH, SOUTH]);
    expect([...state.membershipsOfUser('head'), ...state.membershipsOfUser('aide')]).toEqual([]);
    expect(state.role(SALES)).toBeUndefined();
    expect([...state.resourcesOf(SALES)]).toEqual([]);
    expect([...after(company(), 'boss', remove(SOUTH)).groupRolesOfUser('grouped')]).toEqual([]);
  });

  test('rule 2: a role is inserted between a parent and some of its children', () => {
    const state = after(company(), 'boss', insert(SALES, [NORTH]));
    expect(pathToRoot(state, NORTH_1)).toEqual([NORTH_1, NORTH, 1001, SALES, ROOT]);
    expect(state.childrenOf(SALES)).toEqual([SOUTH, 1001]);
  });

  test.each([
    ['no children', [], 'invalid role_ids'],
    ['a child twice', [NORTH, NORTH], 'invalid role_ids'],
    ['a grandchild', [NORTH, NORTH_1], 'invalid role_ids'],
    ['the parent itself', [SALES], 'invalid role_ids'],
    ['a role of another branch', [NORTH, LAB], 'invalid role_ids'],
    ['what does not exist', [NORTH, 999], 'unknown role_ids'],
  ])('rule 2: a role is not inserted with %s', (_what, childIds, expected) => {
    expect(ask(company(), 'boss', insert(SALES, childIds))).toBe(expected);
  });

  test('rule 3: a tree 10,000 deep is walked, checked and changed', () => {
    let state = company();
    const rows = Array.from({ length: 10_000 }, (_, index) => 2001 + index);
    for (const id of rows) {
      const effect = {
        kind: 'role_begins',
        key: { newId: 0 },
        name: 'deep',
        description: '',
        parentId: id === 2001 ? NORTH_1 : id - 1,
      } as const;
      state = the.applied(state, [effect], [id]);
    }
    expect(subtree(state, ROOT)).toHaveLength(10_006);
    expect(ask(state, 'head', set(12_000, 'clerk', 'admin'))).toBe('allowed');
    expect(ask(state, 'chemist', set(12_000, 'clerk', 'admin'))).toBe('unknown role_id');
    const linked = after(state, 'boss', the.link(12_000, PRICES));
    expect(linked.resourcesOf(5_000).has(PRICES)).toBe(true);
    expect(after(linked, 'head', the.unlink(NORTH, PRICES)).resourcesOf(12_000).has(PRICES)).toBe(false);
    expect(after(linked, 'head', remove(7_000)).role(7_001)?.parentId).toBe(6_999);
  });
});

describe('authority §2 rules 4 and 5', () => {
  test('rule 4: the root holds a new resource from the start, and no link of it changes', () => {
    const state = after(company(), 'boss', { kind: 'add_resources', resources: [the.resource] });
    expect(state.resourcesOf(ROOT).has(1001)).toBe(true);
    for (const name of ['boss', 'client', 'system']) {
      expect(ask(state, name, the.unlink(ROOT, ORDERS))).toBe('forbidden 4');
      expect(ask(state, name, the.replace(ROOT, ORDERS))).toBe('forbidden 4');
      expect(ask(state, name, the.link(ROOT, ORDERS))).toBe('allowed');
    }
  });

  test('rule 5: a root super links to all ancestors too, anyone else only what the parent has', () => {
    const state = after(company(), 'boss', the.link(NORTH_1, the.SECRETS));
    for (const roleId of [NORTH_1, NORTH, SALES]) expect(state.resourcesOf(roleId).has(the.SECRETS)).toBe(true);
    expect(ask(company(), 'head', the.link(NORTH, PRICES))).toBe('allowed');
    expect(ask(company(), 'head', the.link(NORTH_1, PRICES))).toBe('forbidden 5');
    expect(ask(company(), 'head', the.replace(NORTH_1, ORDERS, PRICES))).toBe('forbidden 5');
  });

  test('rule 5: unlinking and replacing reach all descendants', () => {
    const state = after(company(), 'head', the.unlink(NORTH, ORDERS));
    expect([...state.resourcesOf(NORTH_1)]).toEqual([]);
    const replaced = after(company(), 'head', the.replace(NORTH, PRICES));
    expect([...replaced.resourcesOf(NORTH)]).toEqual([PRICES]);
    expect([...replaced.resourcesOf(NORTH_1)]).toEqual([]);
  });

  test('rule 5: an inserted role holds the union of its children, no more', () => {
    const state = after(company(), 'head', insert(SALES, [NORTH, SOUTH]));
    expect([...state.resourcesOf(1001)]).toEqual([ORDERS]);
  });

  test('a link that is there, or is not, has no effect', () => {
    expect(the.effects(company(), 'head', the.link(NORTH, ORDERS, ORDERS))).toEqual([]);
    expect(the.effects(company(), 'head', the.unlink(NORTH, PRICES))).toEqual([]);
    expect(the.effects(company(), 'head', the.replace(NORTH, ORDERS))).toEqual([]);
    expect(the.effects(company(), 'boss', { kind: 'add_groups', roleId: SOUTH, groupIds: [the.GROUP, the.GROUP] })).toEqual([]);
  });

  test('a new id is chosen by the system alone, and only a free one', () => {
    const role = (id: number) => ({ kind: 'add_role', parentId: ROOT, name: 'new', description: '', id }) as const;
    expect(ask(company(), 'system', role(77))).toBe('allowed');
    expect(ask(company(), 'system', role(SALES))).toBe('conflict id');
    expect(ask(company(), 'boss', role(77))).toBe('invalid id');
    expect(ask(company(), 'client', { kind: 'add_resources', resources: [{ ...the.resource, id: 77 }] })).toBe('invalid id');
  });

  test('contract §1: texts are measured in code points', () => {
    const named = (name: string) => ({ ...(addRole(ROOT) as { kind: 'add_role'; parentId: number; description: string }), name });
    expect(ask(company(), 'boss', named('虎'.repeat(255)))).toBe('allowed');
    expect(ask(company(), 'boss', named('🐯'.repeat(255)))).toBe('allowed');
    expect(ask(company(), 'boss', named('🐯'.repeat(256)))).toBe('invalid name');
    expect(ask(company(), 'boss', { kind: 'add_resources', resources: [{ ...the.resource, name: 'x'.repeat(129) }] })).toBe(
      'invalid name',
    );
    expect(ask(company(), 'boss', { kind: 'add_resources', resources: [{ ...the.resource, data: 'x'.repeat(1025) }] })).toBe(
      'invalid data',
    );
  });
});
