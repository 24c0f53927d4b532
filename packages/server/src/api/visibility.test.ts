import { describe, expect, it } from 'vitest';
import {
  after,
  as,
  company,
  end,
  LAB,
  LATER,
  NORTH,
  NORTH_1,
  NOW,
  ORDERS,
  ROOT,
  remove,
  SALES,
  SECRETS,
  SOUTH,
} from '../../test/authority/company.ts';
import { type View, viewThrough } from './visibility.ts';

const look = (name: string, state = company(), today = state): View =>
  viewThrough({ state, today, caller: { actor: as(name) }, now: NOW, at: state === today ? undefined : NOW });

describe('what a caller sees (contract/authority.md §3)', () => {
  it('a root super and the client see everything, an administrator their roles and what is below, a member nothing', () => {
    for (const everything of ['boss', 'client', 'system']) expect(look(everything).roleIds()).toHaveLength(6);
    expect(look('head').roleIds()).toEqual([SALES, NORTH, NORTH_1, SOUTH]);
    expect(look('lead').roleIds()).toEqual([NORTH, NORTH_1]);
    expect(look('clerk').roleIds()).toEqual([]);
    expect(
      viewThrough({
        state: company(),
        today: company(),
        caller: { actor: { kind: 'client', name: 'client-2', clientId: 2 } },
        now: NOW,
      }).roleIds(),
    ).toEqual([]);
  });

  it('people by the roles they are stored in, themself always, and resources by the roles that hold them', () => {
    const view = look('lead');
    expect(['clerk', 'lead', 'head', 'boss', 'grouped'].filter((id) => view.hasUser(id))).toEqual(['clerk', 'lead']);
    expect(look('head').hasUser('grouped')).toBe(true);
    expect([ORDERS, SECRETS].map((id) => view.hasResource(id))).toEqual([true, false]);
    expect(look('clerk').hasUser('clerk')).toBe(true);
  });

  it('an expired right shows nothing, from the very moment it names', () => {
    const state = company([[LAB, 'newcomer', 'admin', LATER]]);
    const at = (now: number): View => viewThrough({ state, today: state, caller: { actor: as('newcomer') }, now });
    expect(at(LATER - 1).roleIds()).toEqual([LAB]);
    expect(at(LATER).roleIds()).toEqual([]);
  });
});

describe('what a caller sees of another time', () => {
  it('rights are those of today: who has lost theirs sees nothing of before', () => {
    const then = company();
    const today = after(then, 'boss', end(SALES, 'head'));
    expect(look('head', then, today).roleIds()).toEqual([]);
    expect(look('head', then, today).isRootSuper).toBe(false);
  });

  it('what was below and is gone is seen by who is above, and by nobody else', () => {
    const then = company();
    const today = after(then, 'boss', remove(NORTH));
    expect(look('head', then, today).hasRole(NORTH)).toBe(true);
    expect(look('head', then, today).isSuperAbove(NORTH)).toBe(false);
    expect(look('boss', then, today).isSuperAbove(NORTH)).toBe(true);
    expect(look('lead', then, today).hasRole(NORTH)).toBe(false);
    expect(look('chemist', then, today).hasRole(NORTH)).toBe(false);
    expect(look('head', then, today).hasRole(ROOT)).toBe(false);
  });
});
