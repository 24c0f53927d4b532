import type { AuthorityState } from '../authority-state.ts';
import type { ChangeOf, Decision, Effect, NewId, Refusal } from '../change.ts';
import { resourcesOfRoles } from '../effective-permissions.ts';
import { isCurrent } from '../effective-type.ts';
import { isSuperAbove, type Judged } from './judged.ts';
import { allow, conflict, forbid, invalid, NOT_SUPER, NOT_SUPER_ABOVE, unknown } from './refusals.ts';
import { checkRoleText } from './text-limits.ts';

const NEW: NewId = { newId: 0 };

/** Adds a child without members or resources: a super of the parent may (rules 2 and 7). */
export function addRole({ state, actor, rights }: Judged, change: ChangeOf<'add_role'>): Decision {
  const { parentId, name, description, id } = change;
  const malformed = checkRoleText(change);
  if (malformed !== undefined) return malformed;
  if (id !== undefined && actor.kind !== 'system') return invalid('id', 'is given out, not chosen');
  if (!rights.reaches(parentId)) return unknown('parent_id');
  if (rights.at(parentId).super === 0) return NOT_SUPER;
  if (id !== undefined && state.role(id) !== undefined) return conflict('id', 'is taken');
  return allow(7, [{ kind: 'role_begins', key: NEW, name, description, parentId, id }]);
}

/** Renames a role: a super strictly above may, and a root super the root (rules 1, 2 and 7). */
export function changeRole(judged: Judged, change: ChangeOf<'change_role'>): Decision {
  const { roleId, name, description } = change;
  const malformed = checkRoleText(change);
  if (malformed !== undefined) return malformed;
  if (!judged.rights.reaches(roleId)) return unknown('role_id');
  if (!isSuperAbove(judged, roleId)) return NOT_SUPER_ABOVE;
  const role = judged.state.role(roleId);
  const same = role?.name === name && role.description === description;
  return allow(7, same ? [] : [{ kind: 'role_changes', roleId, name, description }]);
}

/** Deletes a role: its children move up, its memberships and links end (rules 1, 2 and 7). */
export function deleteRole(judged: Judged, { roleId }: ChangeOf<'delete_role'>): Decision {
  const { state, rights, now } = judged;
  const role = state.role(roleId);
  if (role === undefined || !rights.reaches(roleId)) return unknown('role_id');
  if (!isSuperAbove(judged, roleId)) return NOT_SUPER_ABOVE;
  if (roleId === state.rootId) return forbid(1, 'the root role cannot be deleted');
  if (!rights.isRootSuper && hasSuper(state, roleId, now)) {
    return forbid(7, 'a role with a super of its own can be deleted only by a super of the root role');
  }
  const moves = state.childrenOf(roleId).map((id): Effect => ({ kind: 'role_moves', roleId: id, parentId: role.parentId }));
  return allow(7, [...moves, ...endOfContents(state, roleId), { kind: 'role_ends', roleId }]);
}

/** Inserts a role between a parent and some of its children, with the union of their resources (rules 2, 5 and 7). */
export function insertRole({ state, rights }: Judged, change: ChangeOf<'insert_role'>): Decision {
  const { parentId, childIds, name, description } = change;
  const malformed = checkRoleText(change) ?? checkChildList(childIds);
  if (malformed !== undefined) return malformed;
  if (!rights.reaches(parentId)) return unknown('parent_id');
  if (!childIds.every((id) => rights.reaches(id))) return unknown('role_ids');
  if (rights.at(parentId).super === 0) return NOT_SUPER;
  if (!childIds.every((id) => state.role(id)?.parentId === parentId)) {
    return invalid('role_ids', 'must be children of the parent role');
  }
  const held = resourcesOfRoles(state, childIds);
  return allow(7, [
    { kind: 'role_begins', key: NEW, name, description, parentId },
    ...[...held].map((resourceId): Effect => ({ kind: 'link_begins', roleId: NEW, resourceId })),
    ...childIds.map((roleId): Effect => ({ kind: 'role_moves', roleId, parentId: NEW })),
  ]);
}

function checkChildList(childIds: readonly number[]): Refusal | undefined {
  if (childIds.length === 0) return invalid('role_ids', 'must name at least one role');
  return new Set(childIds).size < childIds.length ? invalid('role_ids', 'must not name a role twice') : undefined;
}

function hasSuper(state: AuthorityState, roleId: number, now: number): boolean {
  for (const held of state.administratorsOf(roleId)) if (held.type === 'super' && isCurrent(held, now)) return true;
  return false;
}

/** Ends everything in a role, expired memberships too: their rows must not outlive it. */
function endOfContents(state: AuthorityState, roleId: number): Effect[] {
  return [
    ...[...state.membershipsOf(roleId)].map(({ userId }): Effect => ({ kind: 'membership_ends', roleId, userId })),
    ...[...state.groupsOf(roleId)].map(({ groupId }): Effect => ({ kind: 'group_ends', roleId, groupId })),
    ...[...state.resourcesOf(roleId)].map((resourceId): Effect => ({ kind: 'link_ends', roleId, resourceId })),
  ];
}
