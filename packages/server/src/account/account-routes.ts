import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EdgeContext } from '../http/edge-context.ts';
import { parseForm } from '../http/form.ts';
import { factsOf } from '../http/front/request-facts.ts';
import type { AccountNotice } from '../pages/account/account-view.ts';
import { endOneSession, endOtherSessions, makeSecret, withdrawApplication } from './account-changes.ts';
import { type AccountVisit, sendAccountPage, withAccount, withAccountForm } from './account-visit.ts';
import { changePassword } from './change-password.ts';

const NOTICES: readonly AccountNotice[] = ['password_changed', 'session_ended', 'sessions_ended', 'application_withdrawn'];

/** `/account`: what one can see and change of oneself. */
export function registerAccount(app: FastifyInstance, context: EdgeContext): void {
  app.get('/account', (request, reply) =>
    withAccount({ context, request, reply }, (visit) => sendAccountPage(visit, noticeOf(request))),
  );
  const forms: readonly (readonly [string, (visit: AccountVisit) => Promise<FastifyReply>])[] = [
    ['/account/password', changePassword],
    ['/account/sessions/end', endOneSession],
    ['/account/sessions/end-others', endOtherSessions],
    ['/account/applications/withdraw', withdrawApplication],
    ['/account/secret', makeSecret],
  ];
  for (const [path, change] of forms) {
    app.post(path, (request, reply) => withAccountForm({ context, request, reply }, change));
  }
}

// One of ours or nothing: a link from outside must not make the page say what did not happen in other words.
function noticeOf(request: FastifyRequest): { readonly notice?: AccountNotice } {
  const done = parseForm(factsOf(request.raw).query)?.get('done');
  const notice = NOTICES.find((known) => known === done);
  return notice === undefined ? {} : { notice };
}
