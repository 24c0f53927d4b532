import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { browserSession } from '../http/browser/browser-session.ts';
import { csrfToken } from '../http/browser/csrf.ts';
import { formOf, isOwnForm } from '../http/browser/form-request.ts';
import { ownAddress, pageView, sendPage } from '../http/browser/page.ts';
import { changeGivenPassword } from '../http/browser/password-change.ts';
import { attemptSignIn } from '../http/browser/password-sign-in.ts';
import { problemStatus } from '../http/browser/problem-status.ts';
import type { EdgeContext } from '../http/edge-context.ts';
import { type ChangePasswordView, changePasswordPage } from '../pages/sign-in/change-password-page.ts';
import { type SignInView, signInPage } from '../pages/sign-in/sign-in-page.ts';

/** `/sign-in`: the way to one's account; and the addresses that old bookmarks use. */
export function registerSignIn(app: FastifyInstance, context: EdgeContext): void {
  const { basePath } = context.issuer;
  app.get('/', (_request, reply) => reply.redirect(`${basePath}/account`, 303));
  app.get('/auth/login', (_request, reply) => reply.redirect(`${basePath}/sign-in`, 303));
  app.get('/auth/logout', (_request, reply) => reply.redirect(`${basePath}/sign-out`, 303));
  app.get('/sign-in', async (request, reply) => {
    const session = await browserSession(context, request);
    if (session !== undefined) return reply.redirect(`${basePath}/account`, 303);
    const administrators = await context.storage.read(({ users }) => users.countAdministrators());
    return sendSignIn({ context, request, reply }, administrators === 0 ? { notice: 'not_set_up' } : {});
  });
  app.post('/sign-in', (request, reply) => takeSignIn({ context, request, reply }));
}

interface Visit {
  readonly context: EdgeContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function takeSignIn(visit: Visit): Promise<FastifyReply> {
  const { context, request } = visit;
  const session = await browserSession(context, request);
  const username = formOf(request).get('username') ?? '';
  // Signed in meanwhile in another tab: the form is of no use any more, and nothing is lost.
  if (session !== undefined) return toAccount(visit);
  if (!isOwnForm(context, request)) return sendSignIn(visit, { username, problem: 'expired_form' });
  return formOf(request).get('step') === 'change-password' ? takePassword(visit) : takeCredentials(visit, username);
}

async function takeCredentials(visit: Visit, username: string): Promise<FastifyReply> {
  const answer = await attemptSignIn(visit.context, visit.request, visit.reply);
  if (answer.kind === 'signed_in') return toAccount(visit);
  if (answer.kind === 'must_change_password') return sendChangePassword(visit, answer);
  return sendSignIn(visit, { username, problem: answer.problem, retryAfterSeconds: answer.retryAfterSeconds });
}

async function takePassword(visit: Visit): Promise<FastifyReply> {
  const answer = await changeGivenPassword(visit.context, visit.request, visit.reply);
  if (answer.kind === 'signed_in') return toAccount(visit);
  if (answer.kind === 'expired') return sendSignIn(visit, { problem: 'expired_form' });
  const changeToken = formOf(visit.request).get('change_token') ?? '';
  return sendChangePassword(visit, { username: answer.username, changeToken, problem: answer.problem });
}

function toAccount({ context, reply }: Visit): FastifyReply {
  return reply.redirect(`${context.issuer.basePath}/account`, 303);
}

function sendSignIn(
  visit: Visit,
  remark: Partial<Pick<SignInView, 'username' | 'problem' | 'retryAfterSeconds' | 'notice'>>,
): FastifyReply {
  const status = problemStatus(visit.reply, remark.problem, remark.retryAfterSeconds);
  return sendPage(visit.reply, signInPage({ ...formView(visit), username: '', ...remark }), { status });
}

function sendChangePassword(visit: Visit, view: Pick<ChangePasswordView, 'username' | 'changeToken' | 'problem'>): FastifyReply {
  const status = problemStatus(visit.reply, view.problem);
  return sendPage(visit.reply, changePasswordPage({ ...formView(visit), ...view }), { status });
}

function formView({
  context,
  request,
  reply,
}: Visit): Pick<SignInView, 'base' | 'locale' | 'requestId' | 'languages' | 'action' | 'csrf'> {
  const { issuer } = context;
  return { ...pageView(issuer, request), action: ownAddress(issuer, request), csrf: csrfToken(context, { request, reply }) };
}
