import type { FastifyReply } from 'fastify';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { actOf } from '../../../http/browser/browser-session.ts';
import type { Session } from '../../../identity/session/session.ts';
import type { User } from '../../../identity/user/user.ts';
import type { AuditAction, AuditEvent } from '../../../observability/audit.ts';
import type { Stores } from '../../../storage/storage.ts';
import { scopesToAsk } from '../../grant/consent-rule.ts';
import { OAuthError } from '../../oauth-error.ts';
import { formatScope } from '../../scope.ts';
import { issueCode } from '../../tokens/issue-code.ts';
import { answerPushed, type Flow, noteAuthorization, redirectError, refuseAnswered } from './flow.ts';
import { sendAnswer } from './send-answer.ts';

/** Who lets the client in, and whether that very act is a consent to be remembered (RFC 6749 §4.1.1). */
export interface Allowance {
  readonly user: User;
  readonly session: Session;
  readonly consents: boolean;
}

/** Sends the browser back with a code: one unit of work, in which user, client and session are looked at once more. */
export async function allow(flow: Flow, allowance: Allowance): Promise<FastifyReply> {
  const { context, request, target, received } = flow;
  const act = actOf(context, request, allowance.user.id);
  const answer = await context.storage.transact(async (stores) => {
    if (!(await isStillAllowed(stores, flow, allowance))) return 'changed';
    if (!(await answerPushed(received, stores, act.now))) return 'answered';
    const record = recorder(stores, act, flow);
    if (allowance.consents) {
      await stores.consents.add(allowance.user.id, target.client.id, [...flow.asked.toAllow], act.now);
      await record('consent.given', allowance.user.id, { scope: formatScope(flow.asked.toAllow) });
    }
    const issued = await issueCode(allowedRequest(flow, allowance), { stores, lifetimes: context.lifetimes, now: act.now });
    await record('code.issued', allowance.user.id, { code_id: issued.codeId, grant_id: issued.grant.id });
    return { code: issued.code };
  });
  if (answer === 'answered') return refuseAnswered(flow);
  if (answer === 'changed')
    return redirectError(flow, new OAuthError('access_denied', 'the user, the client or what was allowed has changed meanwhile'));
  const { code } = answer;
  noteAuthorization(flow, { outcome: 'done', code });
  return sendAnswer(flow, target.respond([['code', code]]));
}

/** Sends the browser back: the user said no. */
export async function deny(flow: Flow): Promise<FastifyReply> {
  const userId = flow.session?.user.id ?? null;
  const act = actOf(flow.context, flow.request, userId ?? 'anonymous');
  await flow.context.storage.transact((stores) => recorder(stores, act, flow)('consent.refused', userId));
  return redirectError(flow, new OAuthError('access_denied', 'the user did not allow the request'));
}

function allowedRequest({ asked, target }: Flow, { user, session }: Allowance): Parameters<typeof issueCode>[0] {
  return {
    clientId: target.client.id,
    redirectUri: target.redirectUri,
    ...asked,
    userId: user.id,
    sessionId: session.id,
    authenticatedAt: session.authenticatedAt,
  };
}

// A user may have been frozen, a client changed, a session ended or a consent withdrawn since they were read: what was
// decided on them counts only if it still holds in the unit of work that acts on it.
async function isStillAllowed(stores: Stores, { target, asked }: Flow, allowance: Allowance): Promise<boolean> {
  await stores.users.takeTurn(allowance.user.id);
  await stores.clients.keepStill(target.client.id);
  const client = await stores.clients.find(target.client.id);
  const user = await stores.users.find(allowance.user.id);
  const session = await stores.sessions.find(allowance.session.id);
  if (client?.status !== 'active' || client.updatedAt !== target.client.updatedAt) return false;
  if (user?.status !== 'active' || session === undefined || session.endedAt !== null) return false;
  if (allowance.consents) return true;
  return scopesToAsk(client, asked.toAllow, await stores.consents.find(user.id, client.id)).length === 0;
}

function recorder(
  stores: Pick<Stores, 'audit'>,
  { origin, now }: ReturnType<typeof actOf>,
  { target }: Flow,
): (action: AuditAction, userId: string | null, detail?: AuditEvent['detail']) => Promise<void> {
  return (action, userId, detail = {}) =>
    stores.audit.append({ id: orderedId(now), at: now, ...origin, action, userId, clientId: target.client.id, detail });
}
