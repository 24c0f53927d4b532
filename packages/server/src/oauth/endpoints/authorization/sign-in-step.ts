import type { FastifyReply } from 'fastify';
import { formOf } from '../../../http/browser/form-request.ts';
import { attemptSignIn, type SignInAnswer } from '../../../http/browser/password-sign-in.ts';
import type { SignedIn } from '../../../identity/credentials/sign-in.ts';
import { OAuthError } from '../../oauth-error.ts';
import { allow } from './allow.ts';
import { type Flow, redirectError } from './flow.ts';
import { sendChangePasswordPage, sendSignInPage } from './views.ts';

/** Takes a user name and a password. Signing in on a page that names the client and its scopes is the consent. */
export async function signInStep(flow: Flow): Promise<FastifyReply> {
  const username = formOf(flow.request).get('username') ?? '';
  const answer = await attemptSignIn(flow.context, flow.request, flow.reply);
  return continueAs(flow, answer, username);
}

/** Goes on with what a sign-in came to. */
export async function continueAs(flow: Flow, answer: SignInAnswer, username: string): Promise<FastifyReply> {
  switch (answer.kind) {
    case 'signed_in':
      return letIn(flow, answer);
    case 'must_change_password':
      return sendChangePasswordPage(flow, { username: answer.username, changeToken: answer.changeToken });
    case 'problem':
      return sendSignInPage(flow, { username, problem: answer.problem, ...retry(answer.retryAfterSeconds) });
  }
}

/**
 * Goes on with somebody who signed in on the page of this very request: however new a sign-in it wants, and whatever it wants
 * to be asked, this was it. Somebody else than whom it asks for is no answer to it (OpenID Connect Core §3.1.2.2).
 */
export async function letIn(flow: Flow, { user, session }: Pick<SignedIn, 'user' | 'session'>): Promise<FastifyReply> {
  const { subject } = flow.asked;
  if (subject === null || subject === user.id) return allow(flow, { user, session, consents: true });
  return redirectError(flow, new OAuthError('login_required', 'another user signed in than the one asked for'));
}

function retry(seconds: number | undefined): { readonly retryAfterSeconds?: number } {
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}
