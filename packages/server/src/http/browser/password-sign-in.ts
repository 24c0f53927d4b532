import type { FastifyReply, FastifyRequest } from 'fastify';
import { issuePasswordChangeProof } from '../../identity/administration/password-change-proof.ts';
import { HashingBusy } from '../../identity/credentials/hashing/bounded-queue.ts';
import { type SignedIn, type SignInOutcome, signIn } from '../../identity/credentials/sign-in.ts';
import { endSession, replaceSession } from '../../identity/session/sessions.ts';
import type { EdgeContext } from '../edge-context.ts';
import { actOf, browserSession, rememberSignIn } from './browser-session.ts';
import { readCookie } from './cookies.ts';
import { formOf } from './form-request.ts';
import { deviceMac, proofMac } from './server-macs.ts';

/** What a page does next after a sign-in was tried. */
export type SignInAnswer =
  | SignedIn
  | { readonly kind: 'must_change_password'; readonly username: string; readonly changeToken: string }
  | {
      readonly kind: 'problem';
      readonly problem: 'credentials' | 'throttled' | 'busy' | 'username_missing' | 'password_missing';
      readonly retryAfterSeconds?: number;
    };

/** Tries the `username` and `password` of a form, and gives the browser its cookies when they are right. */
export async function attemptSignIn(context: EdgeContext, request: FastifyRequest, reply: FastifyReply): Promise<SignInAnswer> {
  const form = formOf(request);
  const username = form.get('username');
  const password = form.get('password');
  if (username === undefined || username.trim() === '') return { kind: 'problem', problem: 'username_missing' };
  if (password === undefined) return { kind: 'problem', problem: 'password_missing' };
  try {
    const outcome = await prove(context, request, { username, password });
    if (outcome.kind === 'signed_in') await endPreviousSession(context, request, outcome);
    return answer(context, { request, reply }, outcome);
  } catch (error) {
    if (!(error instanceof HashingBusy)) throw error;
    context.metrics.signIn('busy');
    return { kind: 'problem', problem: 'busy', retryAfterSeconds: error.retryAfterSeconds };
  }
}

function prove(
  context: EdgeContext,
  request: FastifyRequest,
  typed: { readonly username: string; readonly password: string },
): Promise<SignInOutcome> {
  const { storage, hasher } = context;
  return signIn(
    { storage, hasher, mac: deviceMac(context.keys) },
    {
      ...actOf(context, request),
      ...typed,
      deviceToken: readCookie(request, context.issuer, 'hufu_device'),
      userAgent: request.headers['user-agent'] ?? '',
    },
  );
}

/**
 * The browser gets a new session; the one it had could not be reached any more, so it must not live on unseen. When it was
 * another person's, what was issued in it ends too: they are signed out of this browser.
 */
async function endPreviousSession(context: EdgeContext, request: FastifyRequest, signedIn: SignedIn): Promise<void> {
  const previous = await browserSession(context, request);
  if (previous === undefined) return;
  const act = actOf(context, request, signedIn.user.id);
  const samePerson = previous.user.id === signedIn.user.id;
  const end = { ...act, session: previous.session };
  await context.storage.transact(async (stores) => {
    if (samePerson) await replaceSession(stores, { ...end, successorId: signedIn.session.id });
    else await endSession(stores, { ...end, keepOffline: true });
  });
}

function answer(
  context: EdgeContext,
  http: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  outcome: SignInOutcome,
): SignInAnswer {
  context.metrics.signIn(METRIC[outcome.kind]);
  switch (outcome.kind) {
    case 'signed_in':
      rememberSignIn(context, http.reply, outcome);
      return outcome;
    case 'must_change_password': {
      const changeToken = issuePasswordChangeProof(proofMac(context.keys), outcome.user, context.now());
      return { kind: 'must_change_password', username: outcome.user.id, changeToken };
    }
    case 'throttled': {
      const retryAfterSeconds = Math.max(1, Math.ceil((outcome.retryAt - context.now()) / 1000));
      return { kind: 'problem', problem: 'throttled', retryAfterSeconds };
    }
    case 'refused':
      return { kind: 'problem', problem: 'credentials' };
  }
}

const METRIC: Readonly<Record<SignInOutcome['kind'], string>> = {
  signed_in: 'succeeded',
  must_change_password: 'succeeded',
  refused: 'failed',
  throttled: 'throttled',
};
