import type { Effect, NewId } from '../change.ts';
import { DraftState } from './draft-state.ts';
import type { MemoryState } from './memory-state.ts';

/** What a decision's effects became when they were written. */
export interface Written {
  /** Who wrote them, and when (milliseconds since 1970). */
  readonly by: string;
  readonly at: number;
  readonly effects: readonly Effect[];
  /** The ids given out, by `newId`; a dry run makes some up. */
  readonly ids: readonly number[];
  readonly epoch: number;
}

/**
 * Answers the state after a change; the one before stays as it was. Throws, and answers nothing, when an effect names what is
 * not there: then the caller's state is not the one that the decision was made on.
 */
export function applyEffects(state: MemoryState, written: Written): MemoryState {
  const draft = new DraftState(state);
  for (const effect of written.effects) apply(draft, effect, { ...written, clientId: state.clientId });
  return draft.finish(written.epoch);
}

type Context = Pick<Written, 'by' | 'at' | 'ids'> & { readonly clientId: number };

function apply(draft: DraftState, effect: Effect, context: Context): void {
  switch (effect.kind) {
    case 'role_begins':
    case 'role_changes':
    case 'role_moves':
    case 'role_ends':
      applyToRole(draft, effect, context);
      break;
    case 'resource_begins':
    case 'resource_changes':
    case 'resource_ends':
      applyToResource(draft, effect, context);
      break;
    case 'membership_begins': {
      const { roleId, userId, type, expiresAt } = effect;
      draft.setMembership({ roleId, userId, type, expiresAt, grantedBy: context.by });
      break;
    }
    case 'membership_ends':
      draft.endMembership(effect.roleId, effect.userId);
      break;
    case 'group_begins':
    case 'group_ends':
      draft.setGroup(effect.roleId, effect.groupId, effect.kind === 'group_begins');
      break;
    case 'link_begins':
    case 'link_ends':
      draft.setLink(idOf(effect.roleId, context), idOf(effect.resourceId, context), effect.kind === 'link_begins');
      break;
  }
}

type RoleEffect = Extract<Effect, { readonly kind: `role_${string}` }>;
type ResourceEffect = Extract<Effect, { readonly kind: `resource_${string}` }>;

function applyToRole(draft: DraftState, effect: RoleEffect, context: Context): void {
  const updated = { updatedBy: context.by, updated: context.at };
  switch (effect.kind) {
    case 'role_begins': {
      const { name, description, parentId } = effect;
      draft.addRole({ id: idOf(effect.key, context), name, description, parentId, ...born(context) });
      break;
    }
    case 'role_changes': {
      const { name, description } = effect;
      draft.changeRole({ ...draft.node(effect.roleId).role, name, description, ...updated });
      break;
    }
    case 'role_moves':
      draft.changeRole({ ...draft.node(effect.roleId).role, parentId: idOf(effect.parentId, context), ...updated });
      break;
    case 'role_ends':
      draft.endRole(effect.roleId);
      break;
  }
}

function applyToResource(draft: DraftState, effect: ResourceEffect, context: Context): void {
  if (effect.kind === 'resource_ends') {
    draft.endResource(effect.resourceId);
    return;
  }
  const { name, description, data } = effect;
  const resource =
    effect.kind === 'resource_begins'
      ? { id: idOf(effect.key, context), ...born(context) }
      : { ...draft.resource(effect.resourceId), updatedBy: context.by, updated: context.at };
  draft.setResource({ ...resource, name, description, data });
}

function born({
  by,
  at,
  clientId,
}: Context): Record<'createdBy' | 'updatedBy', string> & Record<'created' | 'updated' | 'clientId', number> {
  return { clientId, createdBy: by, updatedBy: by, created: at, updated: at };
}

function idOf(id: number | NewId, { ids }: Context): number {
  if (typeof id === 'number') return id;
  const given = ids[id.newId];
  if (given === undefined) throw new Error(`no id was given out for new row ${id.newId}`);
  return given;
}
