import type { UserOutcome } from '../../identity/administration/user-administration.ts';
import type { User } from '../../identity/user/user.ts';
import type { UserProblem } from '../../identity/user/user-validation.ts';
import { OperationRefused } from './operation.ts';

/** A user as the operator sees them; never a hash or a secret. Times are RFC 3339. */
export interface UserView {
  readonly id: string;
  readonly fullname: string;
  readonly email: string;
  readonly type: string;
  readonly status: string;
  readonly system_administrator: boolean;
  readonly has_password: boolean;
  readonly must_change_password: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What the operator is shown of a user. */
export function userView(user: User): UserView {
  return {
    id: user.id,
    fullname: user.fullname,
    email: user.email,
    type: user.type,
    status: user.status,
    system_administrator: user.systemAdministrator,
    has_password: user.passwordHash !== null,
    must_change_password: user.mustChangePassword,
    created_at: new Date(user.createdAt).toISOString(),
    updated_at: new Date(user.updatedAt).toISOString(),
  };
}

/** All about a user but hashes and secrets. */
export interface UserDetails extends UserView {
  readonly wechat: string;
  readonly phone: string;
  readonly dn: string;
  readonly organization: string;
  /** Whether they made a personal secret for command lines. */
  readonly has_secret: boolean;
}

/** What the operator is shown of one user. */
export function userDetails(user: User): UserDetails {
  const { wechat, phone, dn, organization } = user;
  return { ...userView(user), wechat, phone, dn, organization, has_secret: user.sealedSecret !== null };
}

/** The user of an outcome. Throws `OperationRefused` when it has none, which undoes the unit of work it is thrown in. */
export function acceptedUser(outcome: UserOutcome): User {
  if (outcome.ok) return outcome.user;
  throw new OperationRefused(outcome.problems.map(userProblemText));
}

/** A problem of a user in words. */
export function userProblemText({ field, code }: UserProblem): string {
  const member = field === 'systemAdministrator' ? 'system_administrator' : field;
  if (code === 'exists') return 'there is a user with this id already, or was one who has been erased';
  if (code === 'unknown') return 'there is no such user';
  if (code === 'last_administrator') return 'this is the last active system administrator: name another one first';
  if (code === 'changed_meanwhile') return 'the user was changed meanwhile: try again';
  if (field === 'id' && code === 'invalid') {
    return 'id: must be 1 to 64 of A–Z, a–z, 0–9, - and _, not begin with client-, and be neither system nor anonymous';
  }
  return `${member}: ${{ required: 'must not be empty', invalid: 'is not valid', too_long: 'is too long' }[code]}`;
}
