import type { FastifyInstance } from 'fastify';
import { actOf, browserSession, forgetSession } from '../http/browser/browser-session.ts';
import { csrfToken } from '../http/browser/csrf.ts';
import { isOwnForm, refuseForeignForm } from '../http/browser/form-request.ts';
import { pageView, sendPage } from '../http/browser/page.ts';
import type { EdgeContext } from '../http/edge-context.ts';
import { endSession } from '../identity/session/sessions.ts';
import { signedOutPage, signOutPage } from '../pages/sign-in/sign-out-page.ts';

/** `/sign-out`: asks, then ends the session and what was issued in it, but for what was given for offline use. */
export function registerSignOut(app: FastifyInstance, context: EdgeContext): void {
  const { issuer } = context;
  app.get('/sign-out', async (request, reply) => {
    const current = await browserSession(context, request);
    if (current === undefined) return sendPage(reply, signedOutPage(pageView(issuer, request)));
    const csrf = csrfToken(context, { request, reply }, current.session.id);
    const user = { id: current.user.id, fullname: current.user.fullname };
    return sendPage(reply, signOutPage({ ...pageView(issuer, request), action: `${issuer.basePath}/sign-out`, csrf, user }));
  });
  app.post('/sign-out', async (request, reply) => {
    const current = await browserSession(context, request);
    if (current !== undefined) {
      const { session, user } = current;
      if (!isOwnForm(context, request, session.id)) return refuseForeignForm(context, request, reply);
      const end = { ...actOf(context, request, user.id), session, keepOffline: true };
      await context.storage.transact((stores) => endSession(stores, end));
    }
    forgetSession(context, reply);
    return sendPage(reply, signedOutPage(pageView(issuer, request)));
  });
}
