import type { ResolvedSession } from '../../../identity/session/sessions.ts';
import type { OAuthErrorCode } from '../../oauth-error.ts';
import type { OpenIdParameters } from './openid-parameters.ts';

/** What the user has yet to do before the client gets an answer; `nothing`: straight back with a code. */
export type Interaction = 'sign_in' | 'sign_in_again' | 'sign_in_as_asked' | 'select_account' | 'consent' | 'nothing';

/** What is known of the user, of whom nothing need be. `now` is in milliseconds since 1970. */
export interface Situation {
  readonly session: ResolvedSession | undefined;
  /** The scopes that no consent covers yet. */
  readonly toAsk: readonly string[];
  /** Whether the user has said that it is this account. */
  readonly isChosen: boolean;
  readonly now: number;
}

/** What comes next (OpenID Connect Core §3.1.2.3, §3.1.2.4). Signing in, on a page that names the client and its scopes, is all at once. */
export function nextInteraction(asked: OpenIdParameters, { session, toAsk, isChosen, now }: Situation): Interaction {
  const signIn = signInNeeded(asked, session, now);
  if (signIn !== undefined) return signIn;
  if (asked.prompt.has('select_account') && !isChosen) return 'select_account';
  return asked.prompt.has('consent') || toAsk.length > 0 ? 'consent' : 'nothing';
}

/** Why the session that is there is not enough; `undefined` when it is. */
export function signInNeeded(
  { prompt, maxAge, subject }: OpenIdParameters,
  resolved: ResolvedSession | undefined,
  now: number,
): 'sign_in' | 'sign_in_again' | 'sign_in_as_asked' | undefined {
  if (resolved === undefined) return subject === null ? 'sign_in' : 'sign_in_as_asked';
  const { session, user } = resolved;
  if (subject !== null && user.id !== subject) return 'sign_in_as_asked';
  // No session is new enough for these: only the sign-in on the page itself is, which does not come here again.
  if (prompt.has('login') || maxAge === 0) return 'sign_in_again';
  return maxAge !== null && now - session.authenticatedAt > maxAge * 1000 ? 'sign_in_again' : undefined;
}

/** What a client is told that asked for no page to be shown, where one would be needed (OpenID Connect Core §3.1.2.6). */
export const REFUSALS: Readonly<Record<Exclude<Interaction, 'nothing'>, readonly [code: OAuthErrorCode, description: string]>> = {
  sign_in: ['login_required', 'nobody is signed in'],
  sign_in_again: ['login_required', 'the user signed in too long ago'],
  sign_in_as_asked: ['login_required', 'the user that is asked for is not signed in'],
  select_account: ['account_selection_required', 'the user must choose an account'],
  consent: ['consent_required', 'the user has yet to allow what is asked for'],
};
