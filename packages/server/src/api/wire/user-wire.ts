import type { UserWire } from '@hufu/contract';
import type { User } from '../../identity/user/user.ts';
import type { ShowsContact } from './contact-fields.ts';
import { instantWire } from './instant-wire.ts';

/** The fields that tell how somebody is reached and where they stand in the organization. */
export type ContactWire = Pick<UserWire, 'email' | 'wechat' | 'phone' | 'dn' | 'organization'>;

const NO_CONTACT: ContactWire = { email: '', wechat: '', phone: '', dn: '', organization: '' };

/**
 * A user as existing clients decode one: never with a password or a secret (contract/authority.md §5), and with contact
 * fields only where the caller is shown them.
 */
export function userWire(user: User, shows: ShowsContact): UserWire {
  const { id, fullname, type, status } = user;
  const times = { created_at: instantWire(user.createdAt), updated_at: instantWire(user.updatedAt) };
  return { id, fullname, type, status, ...contactWire(user, shows), ...times };
}

/** A user's contact fields, each `""` where the caller is not shown them: existing clients decode every one. */
export function contactWire({ id, email, wechat, phone, dn, organization }: User, shows: ShowsContact): ContactWire {
  return shows(id) ? { email, wechat, phone, dn, organization } : NO_CONTACT;
}
