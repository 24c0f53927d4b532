import type { ClientRange, RootAdministrator, RootSupership } from '../../../../authority/authority-store.ts';
import type { Connection } from '../../connection.ts';
import { statement } from '../../statement.ts';

const NO_PARENT = -1;

const SUPERSHIPS = statement((db, given: { user_id: string; root: number }) =>
  db
    .selectFrom('role_users')
    .innerJoin('roles', 'roles.role_id', 'role_users.role_id')
    .select(['role_users.client_id as clientId', 'role_users.expires_at as expiresAt'])
    .where('role_users.user_id', '=', given.user_id)
    .where('role_users.type', '=', 'super')
    .where('role_users.valid_to', 'is', null)
    .where('roles.parent_id', '=', given.root)
    .where('roles.valid_to', 'is', null)
    .orderBy('role_users.client_id'),
);

const ADMINISTRATORS = statement((db, given: ClientRange & { now: number; root: number }) =>
  db
    .selectFrom('roles')
    .innerJoin('role_users', 'role_users.role_id', 'roles.role_id')
    .innerJoin('users', 'users.id', 'role_users.user_id')
    .select(['roles.client_id as clientId', 'role_users.user_id as userId', 'role_users.type as type'])
    .where('roles.client_id', '>=', given.from)
    .where('roles.client_id', '<=', given.to)
    .where('roles.parent_id', '=', given.root)
    .where('roles.valid_to', 'is', null)
    .where('role_users.valid_to', 'is', null)
    .where('role_users.type', 'in', ['admin', 'super'])
    .where((eb) => eb.or([eb('role_users.expires_at', 'is', null), eb('role_users.expires_at', '>', given.now)]))
    .where('users.status', '=', 'active')
    .orderBy('roles.client_id')
    .orderBy('role_users.user_id'),
);

/** See `AuthorityStore.rootSuperships`. */
export function rootSupershipsOf(connection: Connection, userId: string): Promise<RootSupership[]> {
  return SUPERSHIPS.all(connection, { user_id: userId, root: NO_PARENT });
}

/** See `AuthorityStore.rootAdministrators`. */
export function rootAdministratorsOf(connection: Connection, range: ClientRange, now: number): Promise<RootAdministrator[]> {
  return ADMINISTRATORS.all(connection, { ...range, now, root: NO_PARENT });
}
