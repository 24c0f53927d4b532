import type { FastifyReply, FastifyRequest } from 'fastify';
import { verifyPasswordChangeProof } from '../../identity/administration/password-change-proof.ts';
import { changeOwnPassword } from '../../identity/administration/user-password.ts';
import { HashingBusy } from '../../identity/credentials/hashing/bounded-queue.ts';
import { issueDeviceToken } from '../../identity/credentials/known-device.ts';
import { checkNewPassword } from '../../identity/credentials/password-rules.ts';
import type { SignedIn } from '../../identity/credentials/sign-in.ts';
import { startSession } from '../../identity/session/sessions.ts';
import type { User } from '../../identity/user/user.ts';
import type { PasswordProblem } from '../../pages/sign-in/new-password-fields.ts';
import type { EdgeContext } from '../edge-context.ts';
import { actOf, rememberSignIn } from './browser-session.ts';
import { formOf } from './form-request.ts';
import { deviceMac, proofMac } from './server-macs.ts';

/** What a page does next after a new password was sent. */
export type PasswordAnswer =
  | SignedIn
  | { readonly kind: 'expired' }
  | { readonly kind: 'problem'; readonly username: string; readonly problem: PasswordProblem };

/**
 * Takes the new password of a user who proved the one they were given (`change_token`), and signs them in. Without that
 * proof nothing happens, so the step can be neither skipped nor reached from elsewhere.
 */
export async function changeGivenPassword(
  context: EdgeContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<PasswordAnswer> {
  const proof = formOf(request).get('change_token') ?? '';
  const presented = { proof, now: context.now() };
  const user = await context.storage.read((stores) => verifyPasswordChangeProof(stores, proofMac(context.keys), presented));
  if (user === undefined) return { kind: 'expired' };
  try {
    const chosen = await chosenPassword(context, request, user);
    if ('problem' in chosen) return { kind: 'problem', username: user.id, problem: chosen.problem };
    return await store(context, { request, reply }, { user, newHash: chosen.newHash });
  } catch (error) {
    if (error instanceof HashingBusy) return { kind: 'problem', username: user.id, problem: 'busy' };
    throw error;
  }
}

/** The hash of the password that a form's `new_password` fields chose for `user`, or what is wrong with it. */
export async function chosenPassword(
  context: EdgeContext,
  request: FastifyRequest,
  user: User,
): Promise<{ readonly newHash: string } | { readonly problem: PasswordProblem }> {
  const form = formOf(request);
  const password = form.get('new_password');
  if (password === undefined) return { problem: 'missing' };
  if (password !== form.get('new_password_again')) return { problem: 'mismatch' };
  const [problem] = await checkNewPassword(password, { userId: user.id, fullname: user.fullname, email: user.email });
  if (problem !== undefined) return { problem };
  if (user.passwordHash !== null && (await context.hasher.verify(user.passwordHash, password)).matches)
    return { problem: 'same' };
  return { newHash: await context.hasher.hash(password) };
}

async function store(
  context: EdgeContext,
  http: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  change: { readonly user: User; readonly newHash: string },
): Promise<PasswordAnswer> {
  const { user, newHash } = change;
  const act = actOf(context, http.request, user.id);
  const signedIn = await context.storage.transact(async (stores): Promise<SignedIn | undefined> => {
    const outcome = await changeOwnPassword(stores, { userId: user.id, provedHash: user.passwordHash, newHash }, act);
    if (!outcome.ok) return undefined;
    const userAgent = http.request.headers['user-agent'] ?? '';
    const started = await startSession(stores, { userId: user.id, now: act.now, userAgent, address: act.origin.address });
    const deviceToken = issueDeviceToken(deviceMac(context.keys), outcome.user, act.now);
    return { kind: 'signed_in', user: outcome.user, ...started, deviceToken };
  });
  if (signedIn === undefined) return { kind: 'expired' };
  rememberSignIn(context, http.reply, signedIn);
  return signedIn;
}
