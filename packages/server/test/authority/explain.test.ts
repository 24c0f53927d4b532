import { describe, expect, test } from 'vitest';
import { explain } from '../../src/authority/explanation/explain.ts';
import { impactOf, impactSeenBy } from '../../src/authority/explanation/impact.ts';
import { reachOf } from '../../src/authority/reach.ts';
import { buildState } from '../../src/authority/state/build-state.ts';
import type { MemoryState } from '../../src/authority/state/memory-state.ts';
import * as the from './company.ts';
import {
  after,
  as,
  company,
  LAB,
  LATER,
  NORTH,
  NORTH_1,
  NOW,
  ORDERS,
  PRICES,
  ROOT,
  remove,
  SALES,
  SECRETS,
  SOUTH,
  set,
} from './company.ts';

describe('authority explain', () => {
  test('an allow names every path: the membership with type and end, or the group, and the roles inherited', () => {
    const state = after(company([[NORTH, 'grouped', 'admin', LATER]]), 'boss', the.link(SOUTH, ORDERS));
    expect(explain(state, { userId: 'grouped', resourceId: ORDERS }, NOW)).toEqual({
      decision: 'allow',
      paths: [
        { roleId: NORTH, type: 'admin', expiresAt: LATER, groupId: undefined, inherited: { count: 1, first: [NORTH_1] } },
        { roleId: SOUTH, type: 'normal', expiresAt: null, groupId: the.GROUP, inherited: { count: 0, first: [] } },
      ],
    });
  });

  test('a deny names the smallest grants, and who is entitled to each, nearest first', () => {
    const explanation = explain(company(), { userId: 'clerk', resourceId: PRICES }, NOW);
    expect(explanation).toMatchObject({ decision: 'deny', active: true, expired: [] });
    const grants = explanation.decision === 'deny' ? explanation.grants : [];
    expect(grants.map(({ kind, roleId, gives }) => [kind, roleId, gives])).toEqual([
      ['membership', SALES, 1],
      ['link', NORTH, 2],
    ]);
    expect(grants.map(({ entitled }) => entitled.map(({ userId }) => userId))).toEqual([
      ['head', 'aide', 'boss'],
      ['head', 'boss'],
    ]);
  });

  test('a membership of the root, with which everything of the client comes, is named last, however little it gives', () => {
    // Only the root holds the prices, and the clerk everything else: by numbers the root would be as small as any.
    const state = after(company([[LAB, 'clerk', 'normal']]), 'boss', the.unlink(SALES, PRICES));
    const explanation = explain(state, { userId: 'clerk', resourceId: PRICES }, NOW);
    const grants = explanation.decision === 'deny' ? explanation.grants : [];
    expect(grants.map(({ kind, roleId }) => [kind, roleId])).toEqual([
      ['link', LAB],
      ['link', NORTH],
      ['membership', ROOT],
    ]);
  });

  test('a deny to a frozen user says so, and one by an expired membership shows it', () => {
    const frozen = explain(company([], ['clerk']), { userId: 'clerk', resourceId: ORDERS }, NOW);
    expect(frozen).toEqual({ decision: 'deny', active: false, expired: [], grants: [] });
    const late = explain(company([[LAB, 'guest', 'normal', NOW]]), { userId: 'guest', resourceId: SECRETS }, NOW);
    expect(late).toMatchObject({ decision: 'deny', active: true, expired: [{ roleId: LAB, userId: 'guest' }] });
  });

  test('how much a grant gives counts neither what the user holds out of reach nor members out of reach', () => {
    const gives = (state: MemoryState, resourceId: number): unknown => {
      const explanation = explain(state, { userId: 'clerk', resourceId, seenBy: reachOf(state, as('lead'), NOW) }, NOW);
      return explanation.decision === 'deny' && explanation.grants.map(({ kind, roleId, gives: count }) => [kind, roleId, count]);
    };
    const plain = gives(company(), SECRETS);
    expect(plain).toEqual([['link', NORTH, 2]]);
    expect(gives(company([[SALES, 'elsewhere', 'normal']]), SECRETS)).toEqual(plain);
    expect(gives(company([[SALES, 'clerk', 'normal']]), SECRETS)).toEqual(plain);
  });

  test('an administrator is shown nothing outside their reach', () => {
    const state = company([[NORTH, 'head', 'normal']]);
    const seenBy = reachOf(state, as('lead'), NOW);
    const allowed = explain(state, { userId: 'head', resourceId: ORDERS, seenBy }, NOW);
    expect(allowed.decision === 'allow' && allowed.paths.map(({ roleId }) => roleId)).toEqual([NORTH]);
    const denied = explain(state, { userId: 'clerk', resourceId: PRICES, seenBy }, NOW);
    const grants = denied.decision === 'deny' ? denied.grants : [];
    expect(grants.map(({ kind, roleId, entitled }) => [kind, roleId, entitled.map(({ userId }) => userId)])).toEqual([
      ['link', NORTH, ['head']],
    ]);
  });
});

describe('authority dry run', () => {
  test('of somebody who was out of sight it tells what the roles within reach give, whatever they hold elsewhere', () => {
    const gain = (before: MemoryState, change = set(NORTH, 'vic')): unknown => {
      const { users } = impactSeenBy([before, after(before, 'lead', change)], as('lead'), NOW);
      return users.first.map(({ userId, gained, lost }) => [userId, gained.first, lost.first]);
    };
    const told = [['vic', [ORDERS], []]];
    expect(gain(company([[LAB, 'vic', 'normal']]))).toEqual(told);
    expect(gain(company([[SALES, 'vic', 'normal']]))).toEqual(told);
    expect(gain(company([[LAB, 'vic', 'normal']], ['vic']))).toEqual(told);
    // Who was in sight before is compared as they are.
    expect(gain(company([[NORTH_1, 'vic', 'normal']]))).toEqual([]);
  });

  test('of an administrator who was out of sight it tells the roles within reach alone', () => {
    for (const frozen of [[], ['vic']]) {
      const before = company([[LAB, 'vic', 'super']], frozen);
      const { administrators } = impactSeenBy([before, after(before, 'lead', set(NORTH, 'vic', 'admin'))], as('lead'), NOW);
      expect(administrators.first).toMatchObject([{ userId: 'vic', gained: { first: [NORTH, NORTH_1] }, lost: { count: 0 } }]);
    }
  });

  test('a deletion says who loses which resources and whose reach shrinks', () => {
    const before = company();
    expect(impactOf(before, after(before, 'boss', remove(NORTH)), NOW)).toEqual({
      users: {
        gaining: 0,
        losing: 2,
        first: [
          { userId: 'clerk', gained: { count: 0, first: [] }, lost: { count: 1, first: [ORDERS] } },
          { userId: 'lead', gained: { count: 0, first: [] }, lost: { count: 1, first: [ORDERS] } },
        ],
      },
      administrators: {
        gaining: 0,
        losing: 4,
        first: ['aide', 'boss', 'head', 'lead'].map((userId) => ({
          userId,
          gained: { count: 0, first: [] },
          lost: userId === 'lead' ? { count: 2, first: [NORTH, NORTH_1] } : { count: 1, first: [NORTH] },
        })),
      },
    });
  });

  test('freezing someone, and leaving a group, show in it too', () => {
    const before = after(company(), 'boss', the.link(SOUTH, ORDERS));
    const people = the.peopleOf(before);
    const frozen = impactOf(before, before.withPeople(people.withUser('head', false), 9), NOW);
    expect([frozen.users.losing, frozen.administrators.losing]).toEqual([1, 1]);
    const left = impactOf(before, before.withPeople(people.withGroupUser(the.GROUP, 'grouped', false), 9), NOW);
    expect(left.users.first).toEqual([
      { userId: 'grouped', gained: { count: 0, first: [] }, lost: { count: 1, first: [ORDERS] } },
    ]);
  });

  test('counts go on where names end, at 100', () => {
    const members = Array.from({ length: 150 }, (_, index): the.Member => [LAB, `lab${index}`, 'normal']);
    const before = company(members);
    const impact = impactOf(before, after(before, 'boss', the.unlink(LAB, SECRETS)), NOW);
    expect(impact.users.losing).toBe(151);
    expect(impact.users.first).toHaveLength(100);
  });

  test('states that were built apart compare alike', () => {
    const changed = after(company(), 'boss', set(LAB, 'clerk', 'admin'));
    const { clientId, epoch, people } = changed.parts;
    const rebuilt = buildState({
      ...{ clientId, epoch, people, roles: changed.roles(), resources: changed.resources() },
      links: [...changed.roles()].flatMap(({ id }) =>
        [...changed.resourcesOf(id)].map((resourceId) => ({ roleId: id, resourceId })),
      ),
      memberships: [...changed.roles()].flatMap(({ id }) => [...changed.membershipsOf(id)]),
      groups: [...changed.roles()].flatMap(({ id }) => [...changed.groupsOf(id)]),
    });
    expect(impactOf(company(), rebuilt, NOW)).toEqual(impactOf(company(), changed, NOW));
    expect(ROOT).toBe(rebuilt.rootId);
    expect(SALES).toBe(rebuilt.role(NORTH)?.parentId);
  });
});
