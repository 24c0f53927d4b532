import type { AuthorityState } from '../authority-state.ts';
import type { AuthorityStore, Write } from '../authority-store.ts';
import type { Effect } from '../change.ts';
import { isCurrent } from '../effective-type.ts';

/** A client whose authority is copied into another, new one, of which there is only the root. */
export interface Copy {
  readonly source: AuthorityState;
  readonly write: Write;
  /** The root role of the new client, whose maker is its super. */
  readonly rootId: number;
}

/** Copies a tree with its resources, links, memberships that count and groups; ids are new. */
export async function copyAuthority(store: AuthorityStore, copy: Copy): Promise<void> {
  if ((await store.lock(copy.write.clientId)) === undefined) throw new Error('there is no client to copy into');
  const roleIds = await copyRoles(store, copy);
  const resourceIds = await copyResources(store, copy);
  await store.write(copy.write, [...linksOf(copy, roleIds, resourceIds), ...membersOf(copy, roleIds)]);
}

/** Level by level, since a role's parent must be there before it. */
async function copyRoles(store: AuthorityStore, { source, write, rootId }: Copy): Promise<ReadonlyMap<number, number>> {
  const ids = new Map([[source.rootId, rootId]]);
  for (
    let level = [...source.childrenOf(source.rootId)];
    level.length > 0;
    level = level.flatMap((id) => source.childrenOf(id))
  ) {
    const effects = level.flatMap((id, newId): Effect[] => {
      const role = source.role(id);
      const parentId = ids.get(role?.parentId ?? 0);
      if (role === undefined || parentId === undefined) return [];
      return [{ kind: 'role_begins', key: { newId }, name: role.name, description: role.description, parentId }];
    });
    const made = await store.write(write, effects);
    for (const [index, id] of level.entries()) ids.set(id, made[index] ?? 0);
  }
  return ids;
}

async function copyResources(store: AuthorityStore, { source, write }: Copy): Promise<ReadonlyMap<number, number>> {
  const resources = [...source.resources()];
  const made = await store.write(
    write,
    resources.map(({ name, description, data }, newId) => ({ kind: 'resource_begins', key: { newId }, name, description, data })),
  );
  return new Map(resources.map(({ id }, index) => [id, made[index] ?? 0]));
}

function* linksOf(
  { source }: Copy,
  roleIds: ReadonlyMap<number, number>,
  resourceIds: ReadonlyMap<number, number>,
): Generator<Effect> {
  for (const [oldRole, roleId] of roleIds) {
    for (const oldResource of source.resourcesOf(oldRole)) {
      const resourceId = resourceIds.get(oldResource);
      if (resourceId !== undefined) yield { kind: 'link_begins', roleId, resourceId };
    }
  }
}

function* membersOf({ source, write, rootId }: Copy, roleIds: ReadonlyMap<number, number>): Generator<Effect> {
  for (const [oldRole, roleId] of roleIds) {
    for (const membership of source.membershipsOf(oldRole)) {
      const { userId, type, expiresAt } = membership;
      const isMaker = roleId === rootId && userId === write.by;
      if (!isMaker && isCurrent(membership, write.at)) yield { kind: 'membership_begins', roleId, userId, type, expiresAt };
    }
    for (const { groupId } of source.groupsOf(oldRole)) yield { kind: 'group_begins', roleId, groupId };
  }
}
