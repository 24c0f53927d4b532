import type { FastifyReply } from 'fastify';
import { actOf, forgetSession } from '../../../http/browser/browser-session.ts';
import { csrfToken } from '../../../http/browser/csrf.ts';
import type { Exchange } from '../../../http/browser/exchange.ts';
import { ownAddress, pageView, sendPage } from '../../../http/browser/page.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import { endSession, type ResolvedSession } from '../../../identity/session/sessions.ts';
import type { ClientView } from '../../../pages/layout/page-view.ts';
import { signedOutPage, signOutPage } from '../../../pages/sign-in/sign-out-page.ts';
import type { LogoutRequest } from './logout-request.ts';

/** A browser that a client sent to have its user signed out. */
export interface LogoutVisit extends LogoutRequest, Exchange {
  readonly context: EdgeContext;
  /** Who is signed in in it. */
  readonly current: ResolvedSession | undefined;
}

/** The question whether to sign out, which needs no script (OpenID Connect RP-Initiated Logout §2). */
export function sendQuestion(visit: LogoutVisit, { session, user }: ResolvedSession): FastifyReply {
  const { context, request, reply, returnTo } = visit;
  noteFlow(context, { request: request.raw, facts: factsOf(request.raw) }, { outcome: 'asked', page: 'sign_out' });
  const page = signOutPage({
    ...pageView(context.issuer, request),
    action: ownAddress(context.issuer, request),
    csrf: csrfToken(context, { request, reply }, session.id),
    user: { id: user.id, fullname: user.fullname },
    client: clientView(visit),
  });
  return sendPage(reply, page, { redirectUri: returnTo });
}

/** Ends the session with what was issued in it, but for what was given for offline use, and goes where the client wished. */
export async function endAndLeave(visit: LogoutVisit, { session, user }: ResolvedSession): Promise<FastifyReply> {
  const { context, request, client } = visit;
  const end = { ...actOf(context, request, user.id), session, keepOffline: true, clientId: client?.id };
  await context.storage.transact((stores) => endSession(stores, end));
  return leave(visit);
}

/** Back to the client, or to a page that says that nobody is signed in. */
export async function leave({ context, request, reply, returnTo }: LogoutVisit): Promise<FastifyReply> {
  noteFlow(context, { request: request.raw, facts: factsOf(request.raw) }, { outcome: 'done' });
  forgetSession(context, reply);
  if (returnTo !== undefined) return reply.redirect(returnTo, 303);
  return sendPage(reply, signedOutPage(pageView(context.issuer, request)));
}

function clientView({ client, returnTo }: LogoutVisit): ClientView | undefined {
  if (client === undefined) return undefined;
  const url = returnTo === undefined ? undefined : new URL(returnTo);
  return { name: client.fullname, host: url?.host === '' ? url.protocol.replace(/:$/, '') : url?.host };
}
