import { expect } from 'vitest';
import type { AuthorityState } from '../../../src/authority/authority-state.ts';
import type { Actor, Decision } from '../../../src/authority/change.ts';
import {
  effectivePermissions,
  holdsResource,
  holdsResourceNamed,
  usersHoldingAny,
} from '../../../src/authority/effective-permissions.ts';
import { effectiveType } from '../../../src/authority/effective-type.ts';
import { reachOf } from '../../../src/authority/reach.ts';
import { buildState } from '../../../src/authority/state/build-state.ts';
import type { MemoryState } from '../../../src/authority/state/memory-state.ts';
import { MemoryPeople } from '../../../src/authority/state/people.ts';
import { FOREVER, type NaiveModel, RANKS } from './naive-model.ts';
import type { Verdict } from './naive-rules.ts';

const born = { clientId: 1, createdBy: 'system', updatedBy: 'system', created: 0, updated: 0 };

/** The same world as the server keeps it. */
export function stateOf(world: NaiveModel, epoch = 1): MemoryState {
  return buildState({
    clientId: world.clientId,
    epoch,
    roles: world.roles.map(({ id, parent: parentId, name, description }) => ({ id, parentId, name, description, ...born })),
    resources: world.resources.map((resource) => ({ ...resource, ...born })),
    links: world.links.map(({ role: roleId, resource: resourceId }) => ({ roleId, resourceId })),
    memberships: world.members.map(({ role: roleId, user: userId, rank, end }) => ({
      ...{ roleId, userId, type: RANKS[rank]!, expiresAt: end === FOREVER ? null : end, grantedBy: 'system' },
    })),
    groups: world.groupsInRoles.map(({ role: roleId, group: groupId }) => ({ roleId, groupId })),
    people: peopleOf(world),
  });
}

export function peopleOf(world: NaiveModel): MemoryPeople {
  const groupUsers = world.usersInGroups.map(({ group: groupId, user: userId }) => ({ groupId, userId }));
  return MemoryPeople.from({ activeUsers: world.active, groupUsers });
}

/** A decision in the words of the naive model. */
export function verdictOf(decision: Decision): Verdict {
  if (decision.kind === 'allowed') return 'allowed';
  if (decision.kind === 'forbidden') return `forbidden ${decision.rule}`;
  if (decision.kind === 'conflict') throw new Error('no change of the model test can conflict');
  return `${decision.kind} ${decision.member}`;
}

/** All rows of both, as text to compare. */
export function rowsOfState(state: AuthorityState): Record<string, string[]> {
  const roles = [...state.roles()];
  return {
    roles: roles.map((role) => `${role.id} ${role.parentId} ${role.name} ${role.description}`).sort(),
    children: roles.flatMap(({ id }) => state.childrenOf(id).map((child) => `${child} ${id}`)).sort(),
    members: roles.flatMap(({ id }) => [...state.membershipsOf(id)].map(memberText)).sort(),
    administrators: roles.flatMap(({ id }) => [...state.administratorsOf(id)].map(memberText)).sort(),
    byUser: [...new Set(state.users())].flatMap((user) => [...state.membershipsOfUser(user)].map(memberText)).sort(),
    groups: roles.flatMap(({ id }) => [...state.groupsOf(id)].map(({ groupId }) => `${id} ${groupId}`)).sort(),
    resources: [...state.resources()].map((one) => `${one.id} ${one.name} ${one.description} ${one.data}`).sort(),
    links: roles.flatMap(({ id }) => [...state.resourcesOf(id)].map((resource) => `${id} ${resource}`)).sort(),
  };
}

function memberText({
  roleId,
  userId,
  type,
  expiresAt,
}: {
  roleId: number;
  userId: string;
  type: string;
  expiresAt: number | null;
}): string {
  return `${roleId} ${userId} ${type} ${expiresAt ?? 'forever'}`;
}

export function rowsOfWorld(world: NaiveModel): Record<string, string[]> {
  const text = ({ role, user, rank, end }: NaiveModel['members'][number]): string =>
    `${role} ${user} ${RANKS[rank]} ${end === FOREVER ? 'forever' : end}`;
  return {
    roles: world.roles.map((role) => `${role.id} ${role.parent} ${role.name} ${role.description}`).sort(),
    children: world.roles
      .filter(({ parent }) => parent !== -1)
      .map(({ id, parent }) => `${id} ${parent}`)
      .sort(),
    members: world.members.map(text).sort(),
    administrators: world.members
      .filter(({ rank }) => rank > 0)
      .map(text)
      .sort(),
    byUser: world.members.map(text).sort(),
    groups: world.groupsInRoles.map(({ role, group }) => `${role} ${group}`).sort(),
    resources: world.resources.map((one) => `${one.id} ${one.name} ${one.description} ${one.data}`).sort(),
    links: world.links.map(({ role, resource }) => `${role} ${resource}`).sort(),
  };
}

/** Everything that is answered about people at one moment. */
export function answersOfState(state: AuthorityState, users: readonly string[], now: number): unknown {
  const roles = [...state.roles()].map(({ id }) => id).sort(ascending);
  const resources = [...state.resources()].map(({ id }) => id).sort(ascending);
  return {
    permissions: users.map((user) => [...effectivePermissions(state, user, now)].sort(ascending)),
    checks: users.map((userId) => resources.filter((resourceId) => holdsResource(state, { userId, resourceId }, now))),
    named: users.map((userId) => NAMES.filter((name) => holdsResourceNamed(state, { userId, name }, now))),
    holders: resources.map((resource) => [...usersHoldingAny(state, new Set([resource]), now)].sort()),
    types: users.map((userId) => roles.map((roleId) => effectiveType(state, { roleId, userId }, now) ?? 'none')),
    reach: users.map((name) => reachOf(state, { kind: 'user', name }, now).roleIds().sort(ascending)),
    sees: users.map((name) => users.filter((other) => reachOf(state, { kind: 'user', name }, now).hasUser(other))),
  };
}

export function answersOfWorld(world: NaiveModel, users: readonly string[], now: number): unknown {
  const roles = world.roles.map(({ id }) => id).sort(ascending);
  const resources = world.resources.map(({ id }) => id).sort(ascending);
  const held = users.map((user) => world.permissions(user, now));
  const namesOf = (ids: number[]): string[] => world.resources.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return {
    permissions: held,
    checks: held,
    named: held.map((ids) => NAMES.filter((name) => namesOf(ids).includes(name))),
    holders: resources.map((resource) => users.filter((_, index) => held[index]!.includes(resource)).sort()),
    types: users.map((user) => roles.map((role) => RANKS[world.rank(user, role, now)] ?? 'none')),
    reach: users.map((user) => world.administered(user, now)),
    sees: users.map((user) => users.filter((other) => sees(world, [user, other], now))),
  };
}

function sees(world: NaiveModel, [user, other]: readonly [string, string], now: number): boolean {
  const within = world.administered(user, now);
  const asUser: Actor = { kind: 'user', name: user };
  if (user === other || world.isRootSuper(asUser, now)) return true;
  return within.some((role) => world.ownRank(other, role, now) >= 0 || world.inByGroup(other, role));
}

export function expectSame(state: MemoryState, world: NaiveModel, now: number): void {
  expect(rowsOfState(state)).toEqual(rowsOfWorld(world));
  expect(answersOfState(state, world.users, now)).toEqual(answersOfWorld(world, world.users, now));
}

const NAMES = ['resource0', 'resource1', 'resource2', 'resource3', 'resource4', 'nothing'];
const ascending = (one: number, other: number): number => one - other;
