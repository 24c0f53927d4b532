import type { AuthorityState } from '../authority-state.ts';
import type { Actor } from '../change.ts';
import type { ActorRights } from './rights.ts';

/** What every part of the kernel judges by. `now` is milliseconds since 1970. */
export interface Judged {
  readonly state: AuthorityState;
  readonly actor: Actor;
  readonly rights: ActorRights;
  readonly now: number;
}

/** Whether the actor is a super of a role strictly above this one: what it takes to change or delete it (rule 7). */
export function isSuperAbove({ state, rights }: Judged, roleId: number): boolean {
  const role = state.role(roleId);
  return rights.isRootSuper || (role !== undefined && rights.at(role.parentId).super > 0);
}
