import type { PeopleRows } from '../../../authority/authority-store.ts';
import type { People } from '../../../authority/state/people.ts';

/**
 * People without a list of the active ones, which may be a million: whoever is not named is active. Who asks about a user has
 * looked them up, and no membership outlives its user.
 */
export function unlistedPeople(rows: {
  readonly inactive: readonly string[];
  readonly groupUsers: PeopleRows['groupUsers'];
}): People {
  const inactive = new Set(rows.inactive);
  const usersOf = new Map<number, string[]>();
  const groupsOf = new Map<string, number[]>();
  for (const { groupId, userId } of rows.groupUsers) {
    add(usersOf, groupId, userId);
    add(groupsOf, userId, groupId);
  }
  return {
    isActive: (userId) => !inactive.has(userId),
    groupsOfUser: (userId) => groupsOf.get(userId) ?? [],
    usersOfGroup: (groupId) => usersOf.get(groupId) ?? [],
  };
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
