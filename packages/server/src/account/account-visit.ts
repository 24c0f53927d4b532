import type { FastifyReply, FastifyRequest } from 'fastify';
import { browserSession } from '../http/browser/browser-session.ts';
import { csrfToken } from '../http/browser/csrf.ts';
import { isOwnForm } from '../http/browser/form-request.ts';
import { pageView, sendPage } from '../http/browser/page.ts';
import { problemStatus } from '../http/browser/problem-status.ts';
import type { EdgeContext } from '../http/edge-context.ts';
import type { ResolvedSession } from '../identity/session/sessions.ts';
import { accountPage } from '../pages/account/account-page.ts';
import type { AccountView } from '../pages/account/account-view.ts';
import { applicationsOf } from './applications.ts';

/** A signed-in person at their account. */
export interface AccountVisit extends ResolvedSession {
  readonly context: EdgeContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What the page says beside what is stored. */
export type AccountRemark = Partial<Pick<AccountView, 'notice' | 'problem' | 'retryAfterSeconds' | 'secret'>>;

/** Runs `visit` for a signed-in browser; sends any other to sign in. */
export async function withAccount(
  http: Pick<AccountVisit, 'context' | 'request' | 'reply'>,
  visit: (visit: AccountVisit) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const current = await browserSession(http.context, http.request);
  if (current === undefined) return http.reply.redirect(`${http.context.issuer.basePath}/sign-in`, 303);
  return visit({ ...http, ...current });
}

/** Runs `change` for a form of the account page; a foreign or stale form changes nothing. */
export function withAccountForm(
  http: Pick<AccountVisit, 'context' | 'request' | 'reply'>,
  change: (visit: AccountVisit) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return withAccount(http, (visit) =>
    isOwnForm(visit.context, visit.request, visit.session.id) ? change(visit) : sendAccountPage(visit, { problem: 'csrf' }),
  );
}

/** The account page as things stand. */
export async function sendAccountPage(visit: AccountVisit, remark: AccountRemark = {}): Promise<FastifyReply> {
  const { context, request, reply, user, session } = visit;
  const now = context.now();
  const [sessions, applications, current] = await context.storage.read(async (stores) => [
    await stores.sessions.listLive(user.id, now),
    await applicationsOf(stores, user.id, now),
    (await stores.users.find(user.id)) ?? user,
  ]);
  const page = accountPage({
    ...pageView(context.issuer, request, '/account'),
    csrf: csrfToken(context, { request, reply }, session.id),
    user: { id: user.id, fullname: user.fullname, email: user.email },
    sessions: sessions.map((other) => ({
      id: other.id,
      current: other.id === session.id,
      userAgent: other.userAgent,
      address: other.address,
      since: other.createdAt,
      lastSeen: other.lastSeenAt,
    })),
    applications,
    hasSecret: current.sealedSecret !== null,
    ...remark,
  });
  const { problem, retryAfterSeconds } = remark;
  return sendPage(reply, page, { status: problem === 'csrf' ? 403 : problemStatus(reply, problem, retryAfterSeconds) });
}
