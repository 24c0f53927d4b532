import type { UserOutcome } from '../../../identity/administration/user-administration.ts';
import { checkNewPassword, type PasswordOwner, type PasswordProblem } from '../../../identity/credentials/password-rules.ts';
import type { User } from '../../../identity/user/user.ts';
import type { UserField, UserProblemCode } from '../../../identity/user/user-validation.ts';
import { conflict, invalid, notFound, refuse } from '../../api-failure.ts';
import type { ApiCall } from '../../api-route.ts';

/** A change to a user that was made. Throws `ApiFailure` when it was not, which undoes the unit of work it is thrown in. */
export function acceptedUser(outcome: UserOutcome): User {
  if (outcome.ok) return outcome.user;
  const [problem] = outcome.problems;
  if (problem === undefined) throw new Error('a refusal without a problem');
  const { field, code } = problem;
  if (code === 'exists') return conflict(field, 'another user has it');
  if (code === 'unknown') return notFound('user_id');
  if (code === 'last_administrator') return refuse('the last active system administrator stays active');
  return invalid(FIELDS[field] ?? field, REASONS[code]);
}

const FIELDS: Partial<Readonly<Record<UserField, string>>> = { systemAdministrator: 'system_administrator' };

const REASONS: Readonly<Record<Exclude<UserProblemCode, 'exists' | 'unknown' | 'last_administrator'>, string>> = {
  required: 'must not be empty',
  invalid: 'is not valid',
  too_long: 'is too long',
  changed_meanwhile: 'was changed meanwhile',
};

/** The hash of a password that may be given to somebody. Throws `ApiFailure`, which does not repeat it, or `HashingBusy`. */
export async function hashedPassword(
  { context }: ApiCall<unknown, unknown>,
  password: string,
  owner: PasswordOwner,
): Promise<string> {
  const [problem] = await checkNewPassword(password, owner);
  return problem === undefined ? context.hasher.hash(password) : invalid('password', WORDS[problem]);
}

const WORDS: Readonly<Record<PasswordProblem, string>> = {
  too_short: 'is too short',
  too_long: 'is too long',
  common: 'is on the list of common passwords',
  contains_name: 'is made of the name of the user',
  guessable: 'is easily guessed',
};
