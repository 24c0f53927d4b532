import type { UserWire } from '@hufu/contract';
import type { User } from '../../identity/user/user.ts';
import { instantWire } from './instant-wire.ts';

/** A user as existing clients decode one: never with a password or a secret (contract/authority.md §5). */
export function userWire(user: User): UserWire {
  const { id, fullname, email, wechat, phone, type, dn, organization, status } = user;
  const times = { created_at: instantWire(user.createdAt), updated_at: instantWire(user.updatedAt) };
  return { id, fullname, email, wechat, phone, type, dn, organization, status, ...times };
}
