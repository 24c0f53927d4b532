import type { AuthorityState } from '../../../authority/authority-state.ts';
import { isCurrent } from '../../../authority/effective-type.ts';
import type { RoleType } from '../../../authority/model.ts';
import { subtree } from '../../../authority/state/role-tree.ts';

/** A role as the operator sees it. Members are those of this very role; what comes from above is not counted. */
export interface RoleView {
  readonly id: number;
  readonly name: string;
  readonly parent_id: number;
  /** How many active users are members by name, of each type. */
  readonly members: Readonly<Record<RoleType, number>>;
  readonly groups: number;
  readonly resources: number;
}

/** The roles of a client, each before those below it. */
export function roleViews(state: AuthorityState, now: number): RoleView[] {
  return subtree(state, state.rootId).flatMap((id) => {
    const role = state.role(id);
    if (role === undefined) return [];
    const members = membersOf(state, id, now);
    const groups = [...state.groupsOf(id)].length;
    return [{ id, name: role.name, parent_id: role.parentId, members, groups, resources: state.resourcesOf(id).size }];
  });
}

function membersOf(state: AuthorityState, roleId: number, now: number): RoleView['members'] {
  const counts = { normal: 0, admin: 0, super: 0 };
  for (const held of state.membershipsOf(roleId)) if (isCurrent(held, now) && state.isActive(held.userId)) counts[held.type] += 1;
  return counts;
}
