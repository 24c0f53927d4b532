import type { Group } from '../../../authority/model.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { AuditEvent } from '../../../observability/audit.ts';
import type { Stores } from '../../../storage/storage.ts';
import { notFound, refuse } from '../../api-failure.ts';
import type { ApiCall } from '../../api-route.ts';
import { requireAdministrator, type View, viewOf } from '../../visibility.ts';

/**
 * The group of this id or name, which the caller may edit: its owner and system administrators may (contract/authority.md §2
 * rule 9). Throws `not_found` when there is none, `refused` when it is another's.
 */
export async function findOwnGroup(
  call: ApiCall<unknown, unknown>,
  { groups }: Pick<Stores, 'groups'>,
  key: number | string,
): Promise<Group> {
  const found = typeof key === 'number' ? await groups.find(key) : await groups.findByName(key);
  const group = found ?? notFound(typeof key === 'number' ? 'id' : 'name');
  const { actor, user } = call.caller;
  const owns = actor.kind === 'user' ? foldUserId(group.owner) === foldUserId(actor.name) : group.owner === actor.name;
  if (!owns && user?.systemAdministrator !== true) refuse('only the owner of a group may edit it (rule 9)');
  return group;
}

/** Throws unless the caller is a client, an administrator of the client that the call is about, or a system administrator. */
export async function requireGroupReader(call: ApiCall<unknown, unknown>): Promise<View | undefined> {
  const { caller } = call;
  if (caller.kind === 'client' || caller.user?.systemAdministrator === true) return undefined;
  const view = await viewOf(call);
  requireAdministrator(view);
  return view;
}

/** Appends what was done to a group to the audit table, in the unit of work at hand. */
export async function auditGroup(
  call: ApiCall<unknown, unknown>,
  { audit }: Pick<Stores, 'audit'>,
  event: Pick<AuditEvent, 'action' | 'detail'> & { readonly userId?: string },
): Promise<void> {
  const { origin, now, caller } = call;
  const about = { userId: null, clientId: caller.ownClientId ?? null };
  await audit.append({ ...origin, id: orderedId(now), at: now, ...about, ...event });
}
