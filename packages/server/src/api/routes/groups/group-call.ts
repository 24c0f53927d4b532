import type { Group } from '../../../authority/model.ts';
import { reachOf } from '../../../authority/reach.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { AuditEvent } from '../../../observability/audit.ts';
import type { Stores } from '../../../storage/storage.ts';
import { notFound, refuse } from '../../api-failure.ts';
import type { ApiCall } from '../../api-route.ts';
import type { Caller } from '../../callers/caller.ts';
import { requireAdministrator, type View, viewOf } from '../../visibility.ts';

/** A group that a call is to edit. */
export interface NamedGroup {
  readonly key: number | string;
  /** The member or parameter that names it. */
  readonly member: string;
  /** Whether the caller may know which groups there are: see `seesGroups`. */
  readonly sees: boolean;
}

/**
 * The group of this id or name, which the caller may edit: its owner and system administrators may (contract/authority.md §2
 * rule 9). Throws `not_found` when there is none; when it is another's, `refused` for who sees groups, and `not_found` for
 * anybody else, to whom it does not exist (§3).
 */
export async function findOwnGroup(
  { caller }: ApiCall<unknown, unknown>,
  stores: Pick<Stores, 'groups' | 'users'>,
  { key, member, sees }: NamedGroup,
): Promise<Group> {
  const group = typeof key === 'number' ? await stores.groups.find(key) : await stores.groups.findByName(key);
  if (group !== undefined && (await mayEdit(caller, stores, group))) return group;
  if (group === undefined || !sees) return notFound(member);
  return refuse('only the owner of a group may edit it (rule 9)');
}

// As the unit of work at hand sees the caller: who was frozen or is no administrator any more edits nothing.
async function mayEdit({ actor, user }: Caller, { users }: Pick<Stores, 'users'>, { owner }: Group): Promise<boolean> {
  if (user === undefined) return owner === actor.name;
  const today = await users.find(user.id);
  if (today?.status !== 'active') return false;
  return today.systemAdministrator || foldUserId(owner) === foldUserId(today.id);
}

/**
 * Whether the caller may know which groups there are, as `GET /group` tells them: a client, an administrator of the client
 * that the call is about, a system administrator.
 */
export async function seesGroups({ caller, context, namedClientId, now }: ApiCall<unknown, unknown>): Promise<boolean> {
  if (caller.kind === 'client' || caller.user?.systemAdministrator === true) return true;
  const clientId = caller.ownClientId ?? namedClientId;
  const state = clientId === undefined ? undefined : await context.authorities.state({ clientId });
  return state !== undefined && reachOf(state, caller.actor, now).roleIds().length > 0;
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
