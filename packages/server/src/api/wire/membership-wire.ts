import type { RoleUserWire } from '@hufu/contract';
import type { Membership } from '../../authority/model.ts';
import { instantWire } from './instant-wire.ts';

/** A membership as existing clients decode it, with its end where it has one. */
export function membershipWire({ roleId, userId, type, expiresAt }: Omit<Membership, 'grantedBy'>): RoleUserWire {
  const fields = { role_id: roleId, user_id: userId, role_type: type };
  return expiresAt === null ? fields : { ...fields, expires_at: instantWire(expiresAt) };
}
