import type { ChangeOf, Decision, Refusal } from '../change.ts';
import type { Judged } from './judged.ts';
import { allow, forbid, unknown } from './refusals.ts';

/**
 * Puts groups into a role: only a root super may (rule 9), and only one whose own right has no end, since a group's membership
 * cannot be made to end with it (rule 8).
 */
export function addGroups(judged: Judged, { roleId, groupIds }: ChangeOf<'add_groups'>): Decision {
  const refused = judge(judged, roleId);
  if (refused !== undefined) return refused;
  if (judged.rights.at(judged.state.rootId).super !== Infinity) {
    return forbid(8, 'a group stays without an end, so only a super without an end may put it into a role');
  }
  const there = groupsIn(judged, roleId);
  const added = [...new Set(groupIds)].filter((groupId) => !there.has(groupId));
  return allow(
    9,
    added.map((groupId) => ({ kind: 'group_begins', roleId, groupId })),
  );
}

/** Takes groups out of a role: only a root super may (rule 9). One that is not in it has no effect. */
export function removeGroups(judged: Judged, { roleId, groupIds }: ChangeOf<'remove_groups'>): Decision {
  const refused = judge(judged, roleId);
  if (refused !== undefined) return refused;
  const there = groupsIn(judged, roleId);
  const removed = [...new Set(groupIds)].filter((groupId) => there.has(groupId));
  return allow(
    9,
    removed.map((groupId) => ({ kind: 'group_ends', roleId, groupId })),
  );
}

function judge({ rights }: Judged, roleId: number): Refusal | undefined {
  if (!rights.reaches(roleId)) return unknown('role_id');
  return rights.isRootSuper ? undefined : forbid(9, 'only a super of the root role puts groups into a role or takes them out');
}

function groupsIn({ state }: Judged, roleId: number): Set<number> {
  return new Set([...state.groupsOf(roleId)].map(({ groupId }) => groupId));
}
