import type { Group } from '../../../authority/model.ts';
import type { User } from '../../../identity/user/user.ts';
import type { GroupInput } from '../document/authority-document.ts';
import type { UserInput } from '../document/document-shape.ts';
import { withoutDefaults } from './without-defaults.ts';

const USER_DEFAULTS = {
  email: '',
  wechat: '',
  phone: '',
  type: 'system',
  dn: '',
  organization: '',
  status: 'active',
  system_administrator: false,
  must_change_password: false,
} as const;

/** A user as a document of `apply` makes them; the password hash only on request. */
export function exportedUser(user: User, withSecrets: boolean): UserInput {
  const { id, fullname, email, wechat, phone, type, dn, organization, status } = user;
  const rest = { email, wechat, phone, type, dn, organization, status, system_administrator: user.systemAdministrator };
  const hash = withSecrets && user.passwordHash !== null ? { password_hash: user.passwordHash } : {};
  return { id, fullname, ...withoutDefaults({ ...rest, must_change_password: user.mustChangePassword }, USER_DEFAULTS), ...hash };
}

/** A group as a document of `apply` makes it; an owner, user or `client-<id>`, who is no longer there is left out. */
export function exportedGroup(
  { id, name, email, description, owner }: Group,
  { users, known }: { readonly users: readonly string[]; readonly known: ReadonlySet<string> },
): GroupInput {
  const owned = known.has(owner) ? owner : '';
  const texts = withoutDefaults({ email, description, owner: owned }, { email: '', description: '', owner: '' });
  return { id, name, ...texts, ...(users.length === 0 ? {} : { members: users }) };
}
