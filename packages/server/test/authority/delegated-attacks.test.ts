import { describe, expect, test } from 'vitest';
import type { AuthorityChange } from '../../src/authority/change.ts';
import { decide } from '../../src/authority/delegation.ts';
import { effectivePermissions } from '../../src/authority/effective-permissions.ts';
import { reachOf } from '../../src/authority/reach.ts';
import * as the from './company.ts';
import {
  addRole,
  after,
  ask,
  company,
  end,
  insert,
  LAB,
  NORTH,
  NORTH_1,
  NOW,
  ORDERS,
  PRICES,
  ROOT,
  remove,
  rename,
  SALES,
  SECRETS,
  SOUTH,
  set,
} from './company.ts';

/** The patterns of security.md §1.6: what delegated administrators of other products could do. */
describe('authority §2 rule 10', () => {
  test('rule 10: reparenting: no call brings a foreign role below one that the caller administers', () => {
    expect(ask(company(), 'head', insert(SALES, [LAB]))).toBe('unknown role_ids');
    expect(ask(company(), 'head', insert(SALES, [NORTH, LAB]))).toBe('unknown role_ids');
    expect(ask(company(), 'head', insert(NORTH, [SOUTH]))).toBe('invalid role_ids');
    expect(ask(company(), 'head', insert(NORTH_1, [SALES]))).toBe('invalid role_ids');
    expect(ask(company(), 'head', insert(ROOT, [SALES, LAB]))).toBe('unknown parent_id');
  });

  test('rule 10: removing a child: what moves up stays below whoever was above, and nobody above is cut off', () => {
    const state = after(company(), 'head', remove(NORTH));
    expect(state.role(NORTH_1)?.parentId).toBe(SALES);
    expect(reachOf(state, the.as('aide'), NOW).hasRole(NORTH_1)).toBe(true);
    expect(reachOf(state, the.as('lead'), NOW).hasRole(NORTH_1)).toBe(false);
    expect(ask(company(), 'lead', remove(NORTH_1))).toBe('forbidden 7');
  });

  test('rule 10: removing a child that has a super of its own would end a super without saying so', () => {
    const state = company([[NORTH_1, 'peer', 'super']]);
    expect(ask(state, 'head', remove(NORTH_1))).toBe('forbidden 7');
  });

  test('rule 10: attaching hidden objects: what the caller does not hold cannot be linked, nor told from what does not exist', () => {
    const said = (resourceId: number) =>
      decide(company(), { actor: the.as('head'), change: the.link(NORTH, resourceId), now: NOW });
    expect(said(SECRETS)).toEqual(said(999));
    expect(said(SECRETS)).toMatchObject({ kind: 'unknown' });
    expect(ask(company(), 'head', the.replace(NORTH, ORDERS, SECRETS))).toBe('unknown resource_id');
    expect(ask(company(), 'head', the.unlink(NORTH, SECRETS))).toBe('unknown resource_id');
  });

  test('rule 10: two steps: a new role gives nothing that its parent does not', () => {
    const state = after(company(), 'head', addRole(NORTH));
    expect([...state.resourcesOf(1001)]).toEqual([]);
    expect(ask(state, 'head', the.link(1001, PRICES))).toBe('forbidden 5');
    const widened = after(after(state, 'head', the.link(NORTH, PRICES)), 'head', the.link(1001, PRICES));
    const mine = [...effectivePermissions(company(), 'head', NOW)];
    expect([...widened.resourcesOf(1001)].every((id) => mine.includes(id))).toBe(true);
  });

  test('rule 10: two people: an admin whom an admin made cannot lift the one who made them', () => {
    const state = after(company(), 'lead', set(NORTH, 'clerk', 'admin'));
    expect(ask(state, 'clerk', set(SALES, 'lead', 'admin'))).toBe('unknown role_id');
    expect(ask(state, 'clerk', set(NORTH, 'lead', 'super'))).toBe('forbidden 7');
  });

  test('rule 10: ids of another container: of the other kind, of nothing, of no number', () => {
    for (const id of [ORDERS, 0, -1, 2 ** 53, 1.5, Number.NaN, Infinity, '2' as unknown as number]) {
      const changes: AuthorityChange[] = [
        addRole(id),
        rename(id),
        remove(id),
        insert(id, [NORTH]),
        insert(SALES, [id]),
        set(id, 'clerk'),
        end(id, 'clerk'),
        the.link(id, ORDERS),
        { kind: 'add_groups', roleId: id, groupIds: [1] },
      ];
      for (const change of changes)
        for (const name of ['boss', 'head', 'client']) expect(ask(company(), name, change)).toMatch(/^unknown/);
    }
    for (const id of [SALES, 0, -1, Number.NaN]) expect(ask(company(), 'boss', the.link(NORTH, id))).toBe('unknown resource_id');
  });

  test('rule 10: a client is a root super of itself, and of no other client', () => {
    const other = { kind: 'client', name: 'client-2', clientId: 2 } as const;
    for (const change of [addRole(ROOT), remove(NORTH), set(ROOT, 'clerk', 'super'), the.link(NORTH, PRICES)]) {
      expect(decide(company(), { actor: other, change, now: NOW }).kind).toBe('unknown');
    }
    const change: AuthorityChange = { kind: 'add_resources', resources: [the.resource] };
    expect(decide(company(), { actor: other, change, now: NOW }).kind).toBe('forbidden');
  });

  test('rule 10: members without a right, outsiders and strangers reach nothing', () => {
    for (const name of ['clerk', 'grouped', 'newcomer', 'nobody', 'client-1', 'system', '']) {
      for (const roleId of [ROOT, SALES, NORTH, SOUTH, LAB]) {
        for (const change of [
          set(roleId, 'newcomer'),
          end(roleId, 'lead'),
          rename(roleId),
          remove(roleId),
          the.unlink(roleId, ORDERS),
        ]) {
          expect(decide(company(), { actor: { kind: 'user', name }, change, now: NOW }).kind).toBe('unknown');
        }
      }
    }
  });
});
