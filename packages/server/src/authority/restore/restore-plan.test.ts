import { describe, expect, it } from 'vitest';
import {
  after,
  applied,
  as,
  company,
  effects,
  end,
  insert,
  LAB,
  link,
  NORTH,
  NORTH_1,
  NOW,
  ORDERS,
  PRICES,
  remove,
  rename,
  SALES,
  SOUTH,
  set,
  unlink,
} from '../../../test/authority/company.ts';
import type { AuthorityChange } from '../change.ts';
import { decide } from '../delegation.ts';
import { applyEffects } from '../state/apply-effects.ts';
import type { MemoryState } from '../state/memory-state.ts';
import { restorePlan } from './restore-plan.ts';
import { StepsImpossible } from './steps.ts';

/** Plays the plan as `name`: the state it leads to, or the first refusal. */
function restore(then: MemoryState, today: MemoryState, { name = 'boss', roleId = SALES } = {}): MemoryState | string {
  const steps = restorePlan({ then, roleId, now: NOW, hasGroup: () => true }, today);
  let state = today;
  let id = 2_000;
  for (let next = steps.next({ state, newIds: [] }); next.done !== true; ) {
    if (next.value === undefined) {
      next = steps.next({ state, newIds: [] });
      continue;
    }
    const decision = decide(state, { actor: as(name), change: next.value, now: NOW });
    if (decision.kind !== 'allowed') return `${decision.kind} ${next.value.kind}`;
    const ids = [++id];
    state = applyEffects(state, { by: name, at: NOW, effects: decision.effects, ids, epoch: state.epoch + 1 });
    next = steps.next({ state, newIds: ids });
  }
  return state;
}

/** A subtree without its ids: names, members, groups, resources. */
function shape(state: MemoryState, roleId: number): unknown {
  return {
    name: state.role(roleId)?.name,
    members: [...state.membershipsOf(roleId)].map(({ userId, type }) => `${userId} ${type}`).sort(),
    groups: [...state.groupsOf(roleId)].map(({ groupId }) => groupId).sort(),
    resources: [...state.resourcesOf(roleId)].sort(),
    children: state
      .childrenOf(roleId)
      .map((id) => shape(state, id))
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
  };
}

function changed(...changes: readonly AuthorityChange[]): MemoryState {
  return changes.reduce((state, change) => after(state, 'boss', change), company());
}

describe('restoring a subtree', () => {
  it.each<[string, MemoryState]>([
    ['nothing', company()],
    ['a name', changed(rename(NORTH))],
    ['a deleted leaf', changed(remove(NORTH_1))],
    ['a deleted role in the middle', changed(remove(NORTH))],
    ['the deleted top', changed(remove(SALES))],
    ['two deleted levels', changed(remove(NORTH), remove(NORTH_1))],
    ['the deleted top and what was below it', changed(remove(SALES), remove(NORTH))],
    ['an inserted role', changed(insert(SALES, [NORTH, SOUTH]))],
    ['a role in the place of another', changed(insert(SALES, [NORTH]), remove(NORTH))],
    ['links', changed(unlink(SALES, ORDERS), link(SOUTH, PRICES))],
    ['memberships', changed(end(NORTH, 'clerk'), set(NORTH, 'lead', 'normal'), set(SOUTH, 'newcomer', 'admin'))],
    ['a group', changed({ kind: 'remove_groups', roleId: SOUTH, groupIds: [7] })],
  ])('puts back %s', (_, today) => {
    const restored = restore(company(), today);
    if (typeof restored === 'string') throw new Error(restored);
    const top = restored.childrenOf(restored.rootId).find((id) => restored.role(id)?.name === 'role 2') ?? 0;
    expect(shape(restored, top)).toEqual(shape(company(), SALES));
    expect(shape(restored, LAB)).toEqual(shape(today, LAB));
  });

  it('is decided by the rights of today, change by change', () => {
    expect(restore(company(), changed(rename(NORTH)), { name: 'head' })).not.toBe('string');
    expect(restore(company(), changed(rename(NORTH)), { name: 'lead' })).toBe('forbidden change_role');
    expect(restore(company(), changed(end(SALES, 'head')), { name: 'head' })).toMatch(/^(?:unknown|forbidden)/);
    // Rule 8: not even by restoring does anybody get a membership of their own back.
    expect(restore(company(), changed(set(SALES, 'aide', 'normal'), set(SALES, 'aide', 'super')), { name: 'aide' })).toBe(
      'forbidden set_memberships',
    );
  });

  it('leaves resources that are gone and memberships that have ended since', () => {
    const then = company([[NORTH, 'newcomer', 'normal', NOW - 1]]);
    const gone = changed({ kind: 'delete_resources', resourceIds: [ORDERS] }, rename(NORTH));
    const restored = restore(then, gone);
    if (typeof restored === 'string') throw new Error(restored);
    expect(restored.resourcesOf(NORTH).size).toBe(0);
    expect(restored.membership(NORTH, 'newcomer')).toBeUndefined();
  });

  it('refuses what the changes of a tree do not lead back to', () => {
    // A role was put above one that belongs back and one that does not: it can neither stay nor go.
    const then = changed(insert(SALES, [NORTH]));
    const gone = after(then, 'boss', remove(1001));
    const today = applied(gone, effects(gone, 'boss', insert(SALES, [NORTH, SOUTH])), [3001]);
    expect(() => restore(then, today, { roleId: 1001 })).toThrow(StepsImpossible);
  });
});
