import type { ChangeOf, Decision, Refusal } from '../change.ts';
import { isSuperAbove, type Judged } from './judged.ts';
import { allowForEach, linkUpwards, unlinkDownwards } from './link-effects.ts';
import { forbid, NOT_SUPER_ABOVE, unknown } from './refusals.ts';

interface Links {
  readonly roleId: number;
  readonly resourceIds: readonly number[];
}

const ROOT_HOLDS_ALL: Refusal = forbid(4, 'the root role holds every resource, which cannot be changed');

/** Links resources: a root super to the role and all above it, another super what the parent has (rule 5). */
export function link(judged: Judged, change: ChangeOf<'link'>): Decision {
  const refused = judge(judged, change) ?? checkParentHolds(judged, change);
  if (refused !== undefined) return refused;
  return allowForEach(5, distinct(change), (id) => linkUpwards(judged.state, change.roleId, id));
}

/** Unlinks resources from the role and everything below it (rules 4 and 5). One that is not linked has no effect. */
export function unlink(judged: Judged, change: ChangeOf<'unlink'>): Decision {
  const refused = judge(judged, change);
  if (refused !== undefined) return refused;
  const gone = distinct(change);
  if (change.roleId === judged.state.rootId && gone.length > 0) return ROOT_HOLDS_ALL;
  return allowForEach(5, gone, (id) => unlinkDownwards(judged.state, change.roleId, id));
}

/** Makes the role hold exactly these resources: both of the above (rules 4 and 5). */
export function replaceLinks(judged: Judged, change: ChangeOf<'replace_links'>): Decision {
  const { state } = judged;
  const refused = judge(judged, change);
  if (refused !== undefined) return refused;
  const wanted = new Set(change.resourceIds);
  const gone = [...state.resourcesOf(change.roleId)].filter((id) => !wanted.has(id));
  if (change.roleId === state.rootId && gone.length > 0) return ROOT_HOLDS_ALL;
  const lacking = checkParentHolds(judged, change);
  if (lacking !== undefined) return lacking;
  return allowForEach(5, [...gone, ...wanted], (id) =>
    wanted.has(id) ? linkUpwards(state, change.roleId, id) : unlinkDownwards(state, change.roleId, id),
  );
}

/** In this order: the role's reach, the right to change it (rule 7), the resources' reach. */
function judge(judged: Judged, { roleId, resourceIds }: Links): Refusal | undefined {
  const { rights } = judged;
  if (!rights.reaches(roleId)) return unknown('role_id');
  if (!isSuperAbove(judged, roleId)) return NOT_SUPER_ABOVE;
  return resourceIds.every((id) => rights.reachesResource(id)) ? undefined : unknown('resource_id');
}

function checkParentHolds({ state, rights }: Judged, { roleId, resourceIds }: Links): Refusal | undefined {
  if (rights.isRootSuper) return undefined;
  const parent = state.resourcesOf(state.role(roleId)?.parentId ?? roleId);
  return resourceIds.every((id) => parent.has(id))
    ? undefined
    : forbid(5, 'only a super of the root role may link a resource that the parent role does not hold');
}

function distinct({ resourceIds }: Links): number[] {
  return [...new Set(resourceIds)];
}
