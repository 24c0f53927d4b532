import type { FastifyReply } from 'fastify';
import { orderedId } from '../crypto/ordered-id.ts';
import { actOf } from '../http/browser/browser-session.ts';
import { formOf } from '../http/browser/form-request.ts';
import { endSession } from '../identity/session/sessions.ts';
import { generatePersonalSecret } from '../identity/user/personal-secret.ts';
import { parseClientId } from '../oauth/client/client-id.ts';
import type { AccountNotice } from '../pages/account/account-view.ts';
import { type AccountVisit, sendAccountPage } from './account-visit.ts';

/** Ends one of one's own sessions, and with it everything that was issued in it. */
export async function endOneSession(visit: AccountVisit): Promise<FastifyReply> {
  const { context, request, user } = visit;
  const id = formOf(request).get('session_id') ?? '';
  const act = actOf(context, request, user.id);
  const outcome = await context.storage.transact(async (stores) => {
    // Somebody else's session is answered like one that does not exist.
    const own = (await stores.sessions.listLive(user.id, act.now)).find((session) => session.id === id);
    return own === undefined ? 'unknown' : endSession(stores, { ...act, session: own, keepOffline: false });
  });
  return outcome === 'ended' ? done(visit, 'session_ended') : sendAccountPage(visit, { problem: 'unknown_session' });
}

/** Ends all of one's sessions but this one. */
export async function endOtherSessions(visit: AccountVisit): Promise<FastifyReply> {
  const { context, request, user, session } = visit;
  const act = actOf(context, request, user.id);
  await context.storage.transact(async (stores) => {
    for (const other of await stores.sessions.listLive(user.id, act.now)) {
      if (other.id !== session.id) await endSession(stores, { ...act, session: other, keepOffline: false });
    }
  });
  return done(visit, 'sessions_ended');
}

/** Takes back what an application was allowed; its tokens die with it. */
export async function withdrawApplication(visit: AccountVisit): Promise<FastifyReply> {
  const { context, request, user } = visit;
  const clientId = parseClientId(formOf(request).get('client_id') ?? '') ?? 0;
  const { origin, now } = actOf(context, request, user.id);
  const withdrawn = await context.storage.transact(async (stores) => {
    await stores.users.takeTurn(user.id);
    const consent = await stores.consents.withdraw(user.id, clientId);
    const revoked = await stores.grants.revokeByUserAndClient(user.id, clientId, now);
    if (consent === 'unknown' && revoked === 0) return false;
    const about = { userId: user.id, clientId, detail: { grants_revoked: revoked } };
    await stores.audit.append({ id: orderedId(now), at: now, ...origin, action: 'consent.withdrawn', ...about });
    return true;
  });
  return withdrawn ? done(visit, 'application_withdrawn') : sendAccountPage(visit, { problem: 'unknown_application' });
}

/** Makes a personal secret, which is in this answer and nowhere else. */
export async function makeSecret(visit: AccountVisit): Promise<FastifyReply> {
  const { context, request, user } = visit;
  const act = actOf(context, request, user.id);
  const secret = await context.storage.transact((stores) =>
    generatePersonalSecret(stores, context.keys, { userId: user.id, ...act }),
  );
  return sendAccountPage(visit, secret === undefined ? { problem: 'csrf' } : { secret, notice: 'secret_made' });
}

/** Back to the page by GET, so that reloading it repeats nothing. */
export function done({ context, reply }: AccountVisit, notice: AccountNotice): FastifyReply {
  return reply.redirect(`${context.issuer.basePath}/account?done=${notice}`, 303);
}
