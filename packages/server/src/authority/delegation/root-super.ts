import type { AuthorityState } from '../authority-state.ts';
import type { Effect } from '../change.ts';
import type { Membership } from '../model.ts';

/**
 * Whether the root has an active, direct super without an end now, and none after these effects (rule 1). Where there is none
 * already, after the last one was frozen or deleted, nothing more can be lost.
 */
export function losesLastRootSuper(state: AuthorityState, effects: readonly Effect[]): boolean {
  const left = new Set<string>();
  const come = new Set<string>();
  for (const effect of effects) {
    if (effect.kind === 'membership_ends' && isKeeper(state, state.membership(effect.roleId, effect.userId))) {
      left.add(effect.userId);
    }
    if (effect.kind === 'membership_begins' && isKeeper(state, effect)) come.add(effect.userId);
  }
  if (left.size === 0 || come.size > 0) return false;
  for (const held of state.administratorsOf(state.rootId)) if (isKeeper(state, held) && !left.has(held.userId)) return false;
  return true;
}

function isKeeper(state: AuthorityState, held: Omit<Membership, 'grantedBy'> | undefined): boolean {
  return held?.roleId === state.rootId && held.type === 'super' && held.expiresAt === null && state.isActive(held.userId);
}
