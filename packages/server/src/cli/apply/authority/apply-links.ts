import type { FindResource } from './apply-resources.ts';
import type { PlacedRole } from './apply-roles.ts';
import { make, type TreeApplication } from './tree-application.ts';

/**
 * Links resources to roles, and so to all above them (rule 5). With `prune`, what the list of a role does not name ends there
 * and below, unless a role below it that the document describes has it.
 */
export async function applyLinks(
  application: TreeApplication,
  roles: readonly PlacedRole[],
  findResource: FindResource,
): Promise<void> {
  const own = new Map<PlacedRole, readonly number[]>();
  for (const role of roles) {
    const place = `${role.place}.resources`;
    const resourceIds = (role.input.resources ?? []).map((reference, index) => findResource(reference, `${place}[${index}]`));
    own.set(role, resourceIds);
    if (resourceIds.length > 0) await make(application, place, { kind: 'link', roleId: role.roleId, resourceIds });
  }
  if (application.prune) await pruneLinks(application, roles, own);
}

async function pruneLinks(
  application: TreeApplication,
  roles: readonly PlacedRole[],
  own: ReadonlyMap<PlacedRole, readonly number[]>,
): Promise<void> {
  const wanted = new Map<PlacedRole, Set<number>>();
  // Children come after their parents, so from the end everything below a role is known before it.
  for (const role of roles.toReversed()) {
    const held = new Set(own.get(role));
    for (const below of role.below) for (const id of wanted.get(below) ?? []) held.add(id);
    wanted.set(role, held);
  }
  for (const role of roles) {
    if (role.input.resources === undefined) continue;
    const surplus = [...application.turn.state.resourcesOf(role.roleId)].filter((id) => wanted.get(role)?.has(id) !== true);
    const place = `${role.place}.resources`;
    if (surplus.length > 0) await make(application, place, { kind: 'unlink', roleId: role.roleId, resourceIds: surplus });
  }
}
