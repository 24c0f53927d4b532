import type { AuthorityState } from '../authority-state.ts';

/** The role itself and every role above it, nearest first, ending with the root; empty for an unknown role. */
export function pathToRoot(state: AuthorityState, roleId: number): number[] {
  const path: number[] = [];
  for (let role = state.role(roleId); role !== undefined; role = state.role(role.parentId)) path.push(role.id);
  return path;
}

/** These roles and every role below one of them, each once, parents before children. */
export function rolesBelow(state: AuthorityState, roleIds: Iterable<number>): Set<number> {
  // A set is walked in the order in which it grows, so each role is walked once, however these overlap.
  const found = new Set(roleIds);
  for (const id of found) for (const child of state.childrenOf(id)) found.add(child);
  return found;
}

/** The role itself and every role below it, each parent before its children; empty for an unknown role. */
export function subtree(state: AuthorityState, roleId: number): number[] {
  if (state.role(roleId) === undefined) return [];
  const found = [roleId];
  // Grows while it is walked, so that the deepest tree needs no stack.
  for (const id of found) for (const child of state.childrenOf(id)) found.push(child);
  return found;
}
