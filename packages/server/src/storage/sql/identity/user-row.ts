import { foldUserId, type User, type UserChanges } from '../../../identity/user/user.ts';
import type { ColumnsOf } from '../changes.ts';
import type { UserRow } from '../tables/identity-tables.ts';

/** Where what may be changed of a user is kept. */
export const USER_CHANGE_COLUMNS: ColumnsOf<UserChanges> = {
  fullname: 'fullname',
  email: 'email',
  wechat: 'wechat',
  phone: 'phone',
  type: 'type',
  dn: 'dn',
  organization: 'organization',
  status: 'status',
  passwordHash: 'password_hash',
  mustChangePassword: 'must_change_password',
  passwordSetAt: 'password_set_at',
  systemAdministrator: 'system_administrator',
  sealedSecret: 'sealed_secret',
};

/** A user as it is stored. */
export function userRow(user: User): UserRow {
  return {
    id: user.id,
    id_folded: foldUserId(user.id),
    fullname: user.fullname,
    email: user.email,
    wechat: user.wechat,
    phone: user.phone,
    type: user.type,
    dn: user.dn,
    organization: user.organization,
    status: user.status,
    password_hash: user.passwordHash,
    must_change_password: Number(user.mustChangePassword),
    password_set_at: user.passwordSetAt,
    system_administrator: Number(user.systemAdministrator),
    sealed_secret: user.sealedSecret,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

/** A stored user. */
export function userOf(row: UserRow): User {
  return {
    id: row.id,
    fullname: row.fullname,
    email: row.email,
    wechat: row.wechat,
    phone: row.phone,
    type: row.type,
    dn: row.dn,
    organization: row.organization,
    status: row.status,
    passwordHash: row.password_hash,
    mustChangePassword: row.must_change_password === 1,
    passwordSetAt: row.password_set_at,
    systemAdministrator: row.system_administrator === 1,
    sealedSecret: row.sealed_secret,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
