import type { RoleInput, RootInput } from '../document/authority-document.ts';
import type { AppliedClient } from '../document/document-shape.ts';
import { type MatchedRole, matchRoles } from './match-roles.ts';
import { halt, make, type TreeApplication } from './tree-application.ts';

/** A role of the document that is there; the root is one without resources to speak of. */
export interface PlacedRole {
  readonly place: string;
  readonly input: RoleInput;
  readonly roleId: number;
  /** The placed roles directly below. */
  readonly below: readonly PlacedRole[];
}

/**
 * Makes and renames roles, and with `prune` deletes those that a list of the document does not name; answers all roles that the
 * document names, parents before children.
 */
export async function applyRoles(application: TreeApplication, input: AppliedClient): Promise<readonly PlacedRole[]> {
  const { turn, path } = application;
  const { rootId } = turn.state;
  const place = `${path}.root`;
  const { root = {} } = input;
  if (root.id !== undefined && root.id !== rootId) {
    halt(application, `${place}.id`, `the root role of this client is ${rootId}, and that cannot be changed (rule 1)`);
  }
  const roles = matchRoles(application, input.roles ?? []);
  if (application.prune) await pruneRoles(application, { listed: input.roles !== undefined, roleId: rootId, below: roles });
  await rename(application, { place, input: root, roleId: rootId });
  const below: PlacedRole[] = [];
  for (const role of roles) below.push(await placeRole(application, role, rootId));
  return flatten([{ place, input: root, roleId: rootId, below }]);
}

async function placeRole(application: TreeApplication, role: MatchedRole, parentId: number): Promise<PlacedRole> {
  const { place, input } = role;
  const roleId = role.roleId ?? (await add(application, role, parentId));
  if (application.turn.state.role(roleId)?.parentId !== parentId) {
    halt(application, place, `role ${roleId} stands below another role, and roles cannot be moved (rule 2)`);
  }
  await rename(application, { place, input, roleId });
  const below: PlacedRole[] = [];
  for (const one of role.below) below.push(await placeRole(application, one, roleId));
  return { place, input, roleId, below };
}

async function add(application: TreeApplication, { place, input }: MatchedRole, parentId: number): Promise<number> {
  const { id, name, description = '' } = input;
  if (name === undefined) halt(application, place, 'there is no role of this id, and a new one must have a name');
  const [newId] = await make(application, place, { kind: 'add_role', parentId, name, description, id });
  if (newId === undefined) throw new Error('a role was made without an id');
  return newId;
}

async function rename(
  application: TreeApplication,
  { place, input, roleId }: { readonly place: string; readonly input: RootInput; readonly roleId: number },
): Promise<void> {
  const role = application.turn.state.role(roleId);
  const { name = role?.name ?? '', description = role?.description ?? '' } = input;
  if (role?.name === name && role.description === description) return;
  await make(application, place, { kind: 'change_role', roleId, name, description });
}

interface Listed {
  /** Whether the document lists what is below. */
  readonly listed: boolean;
  readonly roleId: number;
  readonly below: readonly MatchedRole[];
}

/** Deletes what lists do not name. A role whose id is named elsewhere moves up instead, as rule 2 has it. */
async function pruneRoles(application: TreeApplication, root: Listed): Promise<void> {
  const kept = new Set<number>();
  const lists: Listed[] = [root];
  for (const { below } of lists) {
    for (const { roleId, input, below: further } of below) {
      if (roleId === undefined) continue;
      kept.add(roleId);
      lists.push({ listed: input.roles !== undefined, roleId, below: further });
    }
  }
  const place = `${application.path}.roles`;
  const remove = async (roleId: number): Promise<void> => {
    for (const child of application.turn.state.childrenOf(roleId)) if (!kept.has(child)) await remove(child);
    await make(application, place, { kind: 'delete_role', roleId });
  };
  for (const { listed, roleId } of lists) {
    if (!listed) continue;
    for (const child of application.turn.state.childrenOf(roleId)) if (!kept.has(child)) await remove(child);
  }
}

function flatten(roles: readonly PlacedRole[]): PlacedRole[] {
  const all = [...roles];
  for (const { below } of all) for (const role of below) all.push(role);
  return all;
}
