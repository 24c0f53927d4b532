import { createUser } from '../administration/user-administration.ts';
import type { OneTimeLink } from '../credentials/one-time-link.ts';
import { recordEvent } from '../identity-audit.ts';
import type { Act, IdentityStores } from '../identity-stores.ts';
import { endAllSessions } from '../session/sessions.ts';
import type { User } from '../user/user.ts';
import { checkProfile, checkUserId, type UserProblem } from '../user/user-validation.ts';
import { findSetupLink, type LinkProblem, revokeSetupLinks } from './setup-link.ts';

/** Whom a set-up link is to make a system administrator. */
export interface SetupClaim {
  readonly token: string;
  readonly userId: string;
  readonly fullname: string;
}

/** A set-up that may go ahead; `existing` is the user whose access is recovered. */
export interface UsableSetup {
  readonly kind: 'usable';
  readonly link: OneTimeLink;
  readonly existing: User | undefined;
}

/** Why a set-up does not go ahead; the link is not used up. */
export type SetupRefusal<P = UserProblem> =
  | { readonly kind: LinkProblem }
  | { readonly kind: 'invalid'; readonly problems: readonly P[] };

/** Checks a link and what was typed, before anything costly is done for a stranger. */
export async function checkSetup(stores: IdentityStores, claim: SetupClaim, now: number): Promise<UsableSetup | SetupRefusal> {
  const link = await findSetupLink(stores, claim.token, now);
  if (typeof link === 'string') return { kind: link };
  const problems = checkUserId(claim.userId);
  const existing = problems.length > 0 ? undefined : await stores.users.find(claim.userId);
  if (existing === undefined) problems.push(...checkProfile({ fullname: claim.fullname }));
  const isTaken = (existing !== undefined && link.purpose === 'setup') || (await stores.users.wasErased(claim.userId));
  if (isTaken) problems.push({ field: 'id', code: 'exists' });
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'usable', link, existing };
}

/**
 * Uses a link up and makes the system administrator: a new user, or, with a recovery link, an existing one, who gets the
 * password, becomes active, and loses every session and grant. Of several that race, one is told `completed`.
 */
export async function completeSetup(
  stores: IdentityStores,
  claim: SetupClaim & { readonly passwordHash: string },
  act: Act,
): Promise<{ readonly kind: 'completed'; readonly user: User } | SetupRefusal> {
  await stores.users.takeAdministratorsTurn();
  const checked = await checkSetup(stores, claim, act.now);
  if (checked.kind !== 'usable') return checked;
  if ((await stores.oneTimeLinks.consume(checked.link.id, act.now)) === 'unusable') return { kind: 'used_link' };
  await revokeSetupLinks(stores, act.now);
  const user =
    checked.existing === undefined
      ? await createAdministrator(stores, claim, act)
      : await recoverAdministrator(stores, { user: checked.existing, passwordHash: claim.passwordHash }, act);
  const detail = { link_id: checked.link.id, recovered: checked.existing !== undefined };
  await recordEvent(stores, act, { action: 'setup.completed', userId: user.id, detail });
  return { kind: 'completed', user };
}

async function createAdministrator(
  stores: IdentityStores,
  claim: SetupClaim & { readonly passwordHash: string },
  act: Act,
): Promise<User> {
  const { userId: id, fullname, passwordHash } = claim;
  const outcome = await createUser(
    stores,
    { id, fullname, passwordHash, mustChangePassword: false, systemAdministrator: true },
    act,
  );
  // Somebody made that user since it was looked for. Throwing undoes the consumption, so the link can be tried again.
  if (!outcome.ok) throw new Error('the administrator could not be made', { cause: outcome.problems });
  return outcome.user;
}

async function recoverAdministrator(
  stores: IdentityStores,
  recovery: { readonly user: User; readonly passwordHash: string },
  act: Act,
): Promise<User> {
  const { user, passwordHash } = recovery;
  const access = { status: 'active', systemAdministrator: true } as const;
  const changes = { passwordHash, mustChangePassword: false, sealedSecret: null, passwordSetAt: act.now, ...access };
  await stores.users.update(user.id, changes, act.now);
  await endAllSessions(stores, { ...act, userId: user.id, reason: 'recovered' });
  return { ...user, ...changes, updatedAt: act.now };
}
