import type { FastifyReply } from 'fastify';
import { formOf } from '../../../http/browser/form-request.ts';
import { attemptSignIn, type SignInAnswer } from '../../../http/browser/password-sign-in.ts';
import { allow } from './allow.ts';
import type { Flow } from './flow.ts';
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
      return allow(flow, { user: answer.user, session: answer.session, consents: true });
    case 'must_change_password':
      return sendChangePasswordPage(flow, { username: answer.username, changeToken: answer.changeToken });
    case 'problem':
      return sendSignInPage(flow, { username, problem: answer.problem, ...retry(answer.retryAfterSeconds) });
  }
}

function retry(seconds: number | undefined): { readonly retryAfterSeconds?: number } {
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}
