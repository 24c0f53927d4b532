import type { AuthorityState } from '../authority-state.ts';
import type { GroupInRole } from '../model.ts';
import { withPeople } from './people-overlay.ts';

/** The same tree with a user in a group, or out of it. */
export function withGroupUser(
  state: AuthorityState,
  { groupId, userId, inside }: { readonly groupId: number; readonly userId: string; readonly inside: boolean },
): AuthorityState {
  const usersOfGroup = (id: number): Iterable<string> => {
    if (id !== groupId) return state.usersOfGroup(id);
    const others = [...state.usersOfGroup(id)].filter((other) => other !== userId);
    return inside ? [...others, userId] : others;
  };
  const groupRolesOfUser = (id: string): Iterable<GroupInRole> => {
    if (id !== userId) return state.groupRolesOfUser(id);
    const others = [...state.groupRolesOfUser(id)].filter((held) => held.groupId !== groupId);
    return inside ? [...others, ...rolesOf(state, groupId)] : others;
  };
  return withPeople(state, { usersOfGroup, groupRolesOfUser, users: () => new Set([...state.users(), userId]) });
}

function rolesOf(state: AuthorityState, groupId: number): GroupInRole[] {
  return [...state.roles()].flatMap(({ id }) => [...state.groupsOf(id)].filter((held) => held.groupId === groupId));
}
