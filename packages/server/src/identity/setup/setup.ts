import type { PasswordHasher } from '../credentials/password-hasher.ts';
import { checkNewPassword, type PasswordProblem } from '../credentials/password-rules.ts';
import type { Act, IdentityStorage } from '../identity-stores.ts';
import type { User } from '../user/user.ts';
import type { UserProblem } from '../user/user-validation.ts';
import { checkSetup, completeSetup, type SetupClaim, type SetupRefusal } from './complete-setup.ts';

/** What is wrong with what was typed at set-up. */
export type SetupProblem = UserProblem | { readonly field: 'password'; readonly code: PasswordProblem };

/** What became of a set-up. */
export type SetupOutcome = { readonly kind: 'completed'; readonly user: User } | SetupRefusal<SetupProblem>;

/**
 * Sets an administrator up by a link: the link is checked first, so that strangers can make the server hash nothing, and
 * is used up only when everything else is right. Rejects with `HashingBusy`, and then nothing was used up either.
 */
export async function setUp(
  context: { readonly storage: IdentityStorage; readonly hasher: PasswordHasher },
  claim: SetupClaim & { readonly password: string } & Act,
): Promise<SetupOutcome> {
  const checked = await context.storage.transact((stores) => checkSetup(stores, claim, claim.now));
  if (checked.kind !== 'usable' && checked.kind !== 'invalid') return checked;
  const { existing } = checked.kind === 'usable' ? checked : {};
  const owner = { userId: claim.userId, fullname: existing?.fullname ?? claim.fullname, email: existing?.email ?? '' };
  const passwordProblems = (await checkNewPassword(claim.password, owner)).map((code) => ({ field: 'password', code }) as const);
  const problems: SetupProblem[] = [...(checked.kind === 'invalid' ? checked.problems : []), ...passwordProblems];
  if (problems.length > 0) return { kind: 'invalid', problems };
  const passwordHash = await context.hasher.hash(claim.password);
  return context.storage.transact((stores) => completeSetup(stores, { ...claim, passwordHash }, claim));
}
