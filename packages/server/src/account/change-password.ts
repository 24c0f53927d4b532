import type { FastifyReply } from 'fastify';
import { actOf, rememberDevice } from '../http/browser/browser-session.ts';
import { readCookie } from '../http/browser/cookies.ts';
import { formOf } from '../http/browser/form-request.ts';
import { chosenPassword } from '../http/browser/password-change.ts';
import { deviceMac } from '../http/browser/server-macs.ts';
import { changeOwnPassword } from '../identity/administration/user-password.ts';
import { HashingBusy } from '../identity/credentials/hashing/bounded-queue.ts';
import { issueDeviceToken } from '../identity/credentials/known-device.ts';
import { checkPassword } from '../identity/credentials/sign-in.ts';
import { done } from './account-changes.ts';
import { type AccountRemark, type AccountVisit, sendAccountPage } from './account-visit.ts';

/** Changes one's password; the current one is asked for with all of the sign-in's protections. */
export async function changePassword(visit: AccountVisit): Promise<FastifyReply> {
  try {
    const remark = await change(visit);
    return remark === undefined ? done(visit, 'password_changed') : sendAccountPage(visit, remark);
  } catch (error) {
    if (error instanceof HashingBusy) return sendAccountPage(visit, { problem: 'busy' });
    throw error;
  }
}

async function change(visit: AccountVisit): Promise<AccountRemark | undefined> {
  const { context, request, session } = visit;
  const proved = await proveCurrent(visit);
  if (proved.kind === 'throttled') {
    return { problem: 'throttled', retryAfterSeconds: Math.max(1, Math.ceil((proved.retryAt - context.now()) / 1000)) };
  }
  if (proved.kind !== 'signed_in') return { problem: 'wrong_current' };
  const { user } = proved;
  const chosen = await chosenPassword(context, request, user);
  if ('problem' in chosen) return { problem: chosen.problem };
  const own = { userId: user.id, provedHash: user.passwordHash, newHash: chosen.newHash, keepSession: session.id };
  const outcome = await context.storage.transact((stores) => changeOwnPassword(stores, own, actOf(context, request, user.id)));
  if (!outcome.ok) return { problem: 'expired_form' };
  // The mark this browser had died with the old password.
  rememberDevice(context, visit.reply, issueDeviceToken(deviceMac(context.keys), outcome.user, context.now()));
  return undefined;
}

function proveCurrent({ context, request, user }: AccountVisit): ReturnType<typeof checkPassword> {
  const { storage, hasher, keys, issuer } = context;
  return checkPassword(
    { storage, hasher, mac: deviceMac(keys) },
    {
      ...actOf(context, request, user.id),
      username: user.id,
      password: formOf(request).get('current_password') ?? '',
      deviceToken: readCookie(request, issuer, 'hufu_device'),
    },
  );
}
