import type { FastifyReply } from 'fastify';
import { csrfToken } from '../../../http/browser/csrf.ts';
import { ownAddress, pageView, sendPage } from '../../../http/browser/page.ts';
import { problemStatus } from '../../../http/browser/problem-status.ts';
import type { User } from '../../../identity/user/user.ts';
import type { ClientView, FormView } from '../../../pages/layout/page-view.ts';
import { type ChangePasswordView, changePasswordPage } from '../../../pages/sign-in/change-password-page.ts';
import { consentPage } from '../../../pages/sign-in/consent-page.ts';
import { type SignInView, signInPage } from '../../../pages/sign-in/sign-in-page.ts';
import { formatScope } from '../../scope.ts';
import type { Flow } from './flow.ts';

/** What the sign-in page says beside the request itself. */
export type SignInRemark = Partial<Pick<SignInView, 'username' | 'problem' | 'retryAfterSeconds' | 'notice'>>;

/** The authorize-and-sign-in page, at the URL of the request itself. */
export function sendSignInPage(flow: Flow, remark: SignInRemark = {}): FastifyReply {
  const page = signInPage({
    ...formView(flow),
    client: clientView(flow),
    scopes: askedScopes(flow),
    username: '',
    ...remark,
  });
  const status = problemStatus(flow.reply, remark.problem, remark.retryAfterSeconds);
  return sendPage(flow.reply, page, { status, redirectUri: flow.target.redirectUri });
}

/** The question whether the client may have what it asks for. */
export function sendConsentPage(flow: Flow, user: User, newScopes: readonly string[]): FastifyReply {
  const scopes = askedScopes(flow);
  const page = consentPage({
    ...formView(flow),
    client: clientView(flow),
    scopes,
    newScopes: newScopes.length < scopes.length ? scopes.filter((scope) => newScopes.includes(scope)) : undefined,
    user: { id: user.id, fullname: user.fullname },
  });
  return sendPage(flow.reply, page, { redirectUri: flow.target.redirectUri });
}

/** The step in which a password that somebody else set is replaced. */
export function sendChangePasswordPage(
  flow: Flow,
  view: Pick<ChangePasswordView, 'username' | 'changeToken' | 'problem' | 'retryAfterSeconds'>,
): FastifyReply {
  const page = changePasswordPage({ ...formView(flow), ...view });
  const status = problemStatus(flow.reply, view.problem, view.retryAfterSeconds);
  return sendPage(flow.reply, page, { status, redirectUri: flow.target.redirectUri });
}

function formView(flow: Flow): FormView {
  const { context, request, reply, session } = flow;
  return {
    ...pageView(context.issuer, request),
    action: ownAddress(context.issuer, request),
    csrf: csrfToken(context, { request, reply }, session?.session.id),
  };
}

function clientView({ target }: Flow): ClientView {
  const url = new URL(target.redirectUri);
  return { name: target.client.fullname, host: url.host === '' ? url.protocol.replace(/:$/, '') : url.host };
}

function askedScopes({ asked }: Flow): string[] {
  return formatScope(asked.scopes).split(' ');
}
