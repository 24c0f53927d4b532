import type { MemberWire, RoleWire } from '@hufu/contract';
import type { Role } from '../../authority/model.ts';
import type { User } from '../../identity/user/user.ts';
import type { ShowsContact } from './contact-fields.ts';
import { instantWire } from './instant-wire.ts';
import { contactWire } from './user-wire.ts';

/** What a role is answered with beside its own fields (contract/authority.md §5). */
export type RoleRelationsWire = Pick<RoleWire, 'role_type' | 'resources' | 'users'>;

/** A role as existing clients decode it; relations that are empty are left out. */
export function roleWire(role: Role, relations: RoleRelationsWire = {}): RoleWire {
  const { role_type, resources = [], users = [] } = relations;
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    parent_id: role.parentId,
    client_id: role.clientId,
    created_by: role.createdBy,
    updated_by: role.updatedBy,
    created: instantWire(role.created),
    updated: instantWire(role.updated),
    ...(role_type === undefined ? {} : { role_type }),
    ...(resources.length === 0 ? {} : { resources }),
    ...(users.length === 0 ? {} : { users }),
  };
}

/**
 * A user beside a role: never null, never with a password or secret; more than the name only where `user:read` is held, which
 * `shows` stands for, and contact fields only where it says so.
 */
export function memberWire(userId: string, user: User | undefined, shows: ShowsContact | undefined): MemberWire {
  if (user === undefined) return { id: userId, fullname: '', type: 'system' };
  const { id, fullname, type, status } = user;
  return shows === undefined ? { id, fullname, type } : { id, fullname, type, ...contactWire(user, shows), status };
}
