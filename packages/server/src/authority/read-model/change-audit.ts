import { orderedId } from '../../crypto/ordered-id.ts';
import type { AuditDetail, AuditEvent, AuditMention } from '../../observability/audit.ts';
import type { ChangeRequest } from '../authorities.ts';
import type { AuthorityState } from '../authority-state.ts';
import type { Decision, Effect } from '../change.ts';
import { rightsOf } from '../delegation/rights.ts';

/** A decision that was written, and what was there before it. */
export interface WrittenDecision {
  readonly decision: Extract<Decision, { kind: 'allowed' }>;
  readonly before: AuthorityState;
  readonly newIds: readonly number[];
  readonly epoch: number;
}

/** A text of a row is cut here, in characters: a change of ten thousand links says how many there were. */
const LONGEST = 16_384;

/**
 * The one audit row of an authority change: who, as what, from where, the call, before, after, and the rule that allowed it.
 * People whose memberships change are mentions, so that they can be forgotten.
 */
export function auditOfChange(request: ChangeRequest, written: WrittenDecision): AuditEvent {
  const { clientId, now, origin, call, actor, change } = request;
  const { decision, before, newIds, epoch } = written;
  const effects = decision.effects.filter(({ kind }) => !kind.startsWith('membership_'));
  const rows = effects.filter(({ kind }) => !kind.startsWith('link_'));
  return {
    ...origin,
    actor: actor.name,
    id: orderedId(now),
    at: now,
    action: 'authority.changed',
    userId: null,
    clientId,
    detail: {
      call,
      change: change.kind,
      rule: decision.rule,
      as: standing(before, request),
      epoch,
      before: cut(rows.flatMap((effect) => rowBefore(before, effect) ?? [])),
      after: cut(rows),
      new_ids: cut(newIds),
      ...linkCounts(effects),
    },
    mentions: mentionsOf(decision.effects, before),
  };
}

function standing(state: AuthorityState, { actor, now }: ChangeRequest): string {
  if (actor.kind !== 'user') return actor.kind;
  return rightsOf(state, actor, now).isRootSuper ? 'root_super' : 'administrator';
}

function rowBefore(state: AuthorityState, effect: Effect): unknown {
  if ('roleId' in effect && effect.kind.startsWith('role_') && typeof effect.roleId === 'number') {
    const role = state.role(effect.roleId);
    return role && { role: role.id, name: role.name, description: role.description, parent_id: role.parentId };
  }
  if (effect.kind !== 'resource_changes' && effect.kind !== 'resource_ends') return undefined;
  const resource = state.resource(effect.resourceId);
  return resource && { resource: resource.id, name: resource.name, description: resource.description, data: resource.data };
}

function linkCounts(effects: readonly Effect[]): AuditDetail {
  const begun = effects.filter(({ kind }) => kind === 'link_begins').length;
  const ended = effects.filter(({ kind }) => kind === 'link_ends').length;
  const links = effects.filter((effect) => effect.kind === 'link_begins' || effect.kind === 'link_ends');
  return begun + ended === 0 ? {} : { links_begun: begun, links_ended: ended, links: cut(links) };
}

/** One mention a person and role, whose membership's end and new beginning are one change. */
function mentionsOf(effects: readonly Effect[], before: AuthorityState): AuditMention[] {
  const mentions = new Map<string, AuditMention>();
  for (const effect of effects) {
    if (effect.kind !== 'membership_begins' && effect.kind !== 'membership_ends') continue;
    const { roleId, userId } = effect;
    const old = before.membership(roleId, userId);
    const after = effect.kind === 'membership_begins' ? { after: effect.type, until: effect.expiresAt } : { after: null };
    const was = { before: old?.type ?? null, before_until: old?.expiresAt ?? null };
    mentions.set(`${roleId} ${userId}`, { userId, detail: { role_id: roleId, ...was, ...after } });
  }
  return [...mentions.values()];
}

function cut(value: readonly unknown[]): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
