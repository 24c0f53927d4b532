import type { RoleRelations, RoleWire } from '@hufu/contract';
import type { Membership, RoleType } from '../../authority/model.ts';
import type { User } from '../../identity/user/user.ts';
import type { ApiCall } from '../api-route.ts';
import { findUsers } from '../find-users.ts';
import { holdsScope, requireScope, type View } from '../visibility.ts';
import { contactsShownTo, type ShowsContact } from '../wire/contact-fields.ts';
import { resourceWire } from '../wire/resource-wire.ts';
import { nestRoles } from '../wire/role-tree-wire.ts';
import { memberWire, roleWire } from '../wire/role-wire.ts';
import { requireFewRelations } from './few-relations.ts';

/** Which roles are answered, and what is shown with them. */
export interface RoleSelection {
  readonly view: View;
  readonly roleIds: readonly number[];
  /** What the user that is asked about counts as in a role; absent where the answer is not about a user. */
  readonly typeOf?: (roleId: number) => RoleType | undefined;
  /** Whether the caller holds the resources of a role that is out of their reach. */
  readonly holds?: (roleId: number) => boolean;
}

/**
 * Answers roles with the relations that were asked for, flat in the order given or nested. Of a role out of reach no member
 * but the caller is shown. Throws `InsufficientScope` where a relation needs a scope that the caller lacks.
 */
export async function relatedRoles(
  call: ApiCall<RoleRelations, unknown>,
  selection: RoleSelection,
): Promise<readonly RoleWire[]> {
  const { relate_user: relateUser = false, relate_resource: relateResource = false, is_tree: isTree = false } = call.query;
  if (relateUser) requireScope(call.caller, 'role-user:read');
  if (relateResource) requireScope(call.caller, 'role-resource:read');
  if (relateResource) {
    requireFewRelations(selection.roleIds, 'relate_resource', (id) => selection.view.state.resourcesOf(id).size);
  }
  const members = new Map(relateUser ? selection.roleIds.map((id) => [id, shownMembers(selection.view, id)]) : []);
  requireFewRelations(selection.roleIds, 'relate_user', (id) => members.get(id)?.length ?? 0);
  const users = await findUsers(
    call.context,
    [...members.values()].flat().map(({ userId }) => userId),
  );
  const details = relateUser && holdsScope(call.caller, 'user:read');
  const shows = details ? await contactsShownTo(call, selection.view) : undefined;
  const roles = selection.roleIds.flatMap((id) => {
    const role = selection.view.state.role(id);
    const type = selection.typeOf?.(id);
    return role === undefined
      ? []
      : roleWire(role, {
          ...(type === undefined ? {} : { role_type: type }),
          resources: relateResource ? resourcesOf(selection, id) : [],
          users: (members.get(id) ?? []).map((member) => userOf(member, users, shows)),
        });
  });
  return isTree ? nestRoles(roles) : roles;
}

function shownMembers(view: View, roleId: number): readonly Membership[] {
  const members = view.members(roleId);
  return view.hasRole(roleId) ? members : members.filter(({ userId }) => userId === view.self);
}

function resourcesOf({ view, holds }: RoleSelection, roleId: number): NonNullable<RoleWire['resources']> {
  if (!view.hasRole(roleId) && holds?.(roleId) !== true) return [];
  const ids = [...view.state.resourcesOf(roleId)].sort((one, other) => one - other);
  const resources = ids.flatMap((id) => view.state.resource(id) ?? []);
  return resources.map((resource) => ({ role_id: roleId, resource: resourceWire(resource) }));
}

function userOf(
  { roleId, userId, type }: Membership,
  users: ReadonlyMap<string, User>,
  shows: ShowsContact | undefined,
): NonNullable<RoleWire['users']>[number] {
  return { role_id: roleId, role_type: type, user: memberWire(userId, users.get(userId), shows) };
}
