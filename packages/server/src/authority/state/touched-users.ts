import type { AuthorityState } from '../authority-state.ts';
import { MemoryState } from './memory-state.ts';
import { MemoryPeople } from './people.ts';
import { pathToRoot } from './role-tree.ts';

/**
 * Ids of all users whose permissions or reach can differ between two states of one client, and maybe of some more. Between states
 * in memory of which one came from the other this costs as much as the change, not as the client.
 */
export function touchedUsers(before: AuthorityState, after: AuthorityState): Set<string> {
  const comparable = before instanceof MemoryState && after instanceof MemoryState;
  const people = comparable ? touchedPeople(before, after) : undefined;
  if (!comparable || people === undefined) return new Set([...before.users(), ...after.users()]);
  const touched = new Set([...people, ...before.parts.memberships.differences(after.parts.memberships)]);
  for (const groupId of before.parts.groupRoles.differences(after.parts.groupRoles)) {
    for (const state of [before, after]) for (const userId of state.usersOfGroup(groupId)) touched.add(userId);
  }
  for (const roleId of before.parts.nodes.differences(after.parts.nodes)) {
    for (const userId of touchedByRole(before, after, roleId)) touched.add(userId);
  }
  return touched;
}

function touchedPeople(before: MemoryState, after: MemoryState): Iterable<string> | undefined {
  const { people: old } = before.parts;
  const { people } = after.parts;
  if (old === people) return [];
  return old instanceof MemoryPeople && people instanceof MemoryPeople ? old.differences(people) : undefined;
}

/** Members of a role that holds something else now, and whoever administers a role that came, went or moved. */
function* touchedByRole(before: MemoryState, after: MemoryState, roleId: number): Generator<string> {
  const [old, changed] = [before.parts.nodes.get(roleId), after.parts.nodes.get(roleId)];
  const moved = old?.role.parentId !== changed?.role.parentId;
  for (const state of [before, after]) {
    if (old?.resources !== changed?.resources) yield* membersOf(state, roleId);
    if (moved) yield* administratorsAbove(state, roleId);
  }
}

function* membersOf(state: AuthorityState, roleId: number): Generator<string> {
  for (const { userId } of state.membershipsOf(roleId)) yield userId;
  for (const { groupId } of state.groupsOf(roleId)) yield* state.usersOfGroup(groupId);
}

function* administratorsAbove(state: AuthorityState, roleId: number): Generator<string> {
  for (const id of pathToRoot(state, roleId)) {
    for (const { userId } of state.administratorsOf(id)) yield userId;
  }
}
