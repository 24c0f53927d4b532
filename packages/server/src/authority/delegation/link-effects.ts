import type { AuthorityState } from '../authority-state.ts';
import type { Decision, Effect, Rule } from '../change.ts';
import { allow, conflict } from './refusals.ts';

/** How many links one change begins or ends at most: resources times the roles above or below. */
const MOST_LINKS = 200_000;
const TOO_MANY: Decision = conflict('resource_id', `touches more than ${MOST_LINKS} links; do it for fewer resources at once`);

/** Allows what is to happen for each of these by the rule, unless it is more than one change may be. */
export function allowForEach<T>(rule: Rule, items: Iterable<T>, effectsOf: (item: T) => readonly Effect[]): Decision {
  const effects: Effect[] = [];
  for (const item of items) {
    for (const effect of effectsOf(item)) effects.push(effect);
    if (effects.length > MOST_LINKS) return TOO_MANY;
  }
  return allow(rule, effects);
}

/** Links a resource to a role and to every role above that lacks it, from the top down (rule 5). */
export function linkUpwards(state: AuthorityState, roleId: number, resourceId: number): Effect[] {
  const effects: Effect[] = [];
  let role = state.role(roleId);
  while (role !== undefined && !state.resourcesOf(role.id).has(resourceId)) {
    effects.push({ kind: 'link_begins', roleId: role.id, resourceId });
    role = state.role(role.parentId);
  }
  return effects.reverse();
}

/** Unlinks a resource from a role and from every role below that has it, from the bottom up (rule 5). */
export function unlinkDownwards(state: AuthorityState, roleId: number, resourceId: number): Effect[] {
  const holds = (id: number): boolean => state.resourcesOf(id).has(resourceId);
  const holders = holds(roleId) ? [roleId] : [];
  // Below a role that lacks it nobody has it, so the walk ends there.
  for (const id of holders) for (const child of state.childrenOf(id)) if (holds(child)) holders.push(child);
  return holders.reverse().map((id) => ({ kind: 'link_ends', roleId: id, resourceId }));
}
