import type { User } from '../../../identity/user/user.ts';
import { CLAIM_SCOPES } from '../../grant/claims-request.ts';

/** What may be told of a person (OpenID Connect Core §5.1). What is not known is left out (OpenID Connect Core §5.3.2). */
export interface UserClaims {
  readonly name?: string;
  readonly preferred_username?: string;
  /** Seconds since 1970. */
  readonly updated_at?: number;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
}

type ClaimOf = (user: User) => UserClaims;

// Nobody here has ever proven that an address or a number is theirs: an administrator typed it.
const CLAIMS: Readonly<Record<string, ClaimOf>> = {
  name: ({ fullname }) => (fullname === '' ? {} : { name: fullname }),
  preferred_username: ({ id }) => ({ preferred_username: id }),
  updated_at: ({ updatedAt }) => ({ updated_at: Math.floor(updatedAt / 1000) }),
  email: ({ email }) => (email === '' ? {} : { email }),
  email_verified: ({ email }) => (email === '' ? {} : { email_verified: false }),
  phone_number: ({ phone }) => (phone === '' ? {} : { phone_number: phone }),
  phone_number_verified: ({ phone }) => (phone === '' ? {} : { phone_number_verified: false }),
};

/** The claims of a person that belong to these scopes (OpenID Connect Core §5.4) or are among `names`. */
export function userClaims(user: User, scopes: ReadonlySet<string>, names: readonly string[]): UserClaims {
  const asked = new Set(names);
  const told = Object.entries(CLAIMS).filter(([name]) => asked.has(name) || scopes.has(CLAIM_SCOPES[name] ?? ''));
  return Object.assign({}, ...told.map(([, claim]) => claim(user)));
}
