import type { RoleWire } from '@hufu/contract';
import { invalid } from '../api-failure.ts';

/** How deep an answer nests at most: readers of JSON, our own writer included, go down by recursion. */
const MAXIMUM_DEPTH = 1_000;

/**
 * Nests roles in `children` below their parents; those whose parent is not among them stand at the top. The order is kept.
 * Throws `ApiFailure` for a tree so deep that it can only be answered flat.
 */
export function nestRoles(roles: readonly RoleWire[]): readonly RoleWire[] {
  const nodes = new Map(roles.map((role): [number, { role: RoleWire; children: RoleWire[] }] => [role.id, nodeOf(role)]));
  const top: RoleWire[] = [];
  for (const { role } of nodes.values()) {
    const parent = nodes.get(role.parent_id);
    if (parent === undefined) top.push(role);
    else parent.children.push(role);
  }
  for (const { role, children } of nodes.values()) if (children.length > 0) Object.assign(role, { children });
  refuseTooDeep(top);
  return top;
}

function nodeOf(role: RoleWire): { role: RoleWire; children: RoleWire[] } {
  return { role: { ...role }, children: [] };
}

function refuseTooDeep(top: readonly RoleWire[]): void {
  let level = top;
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAXIMUM_DEPTH) invalid('is_tree', `the tree is deeper than ${MAXIMUM_DEPTH} levels; ask for a flat list`);
    level = level.flatMap((role) => role.children ?? []);
  }
}
