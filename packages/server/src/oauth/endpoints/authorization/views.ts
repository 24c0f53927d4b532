import type { FastifyReply } from 'fastify';
import { csrfToken } from '../../../http/browser/csrf.ts';
import { ownAddress, pageView, sendPage } from '../../../http/browser/page.ts';
import { problemStatus } from '../../../http/browser/problem-status.ts';
import { parseForm } from '../../../http/form.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import type { User } from '../../../identity/user/user.ts';
import type { FormView } from '../../../pages/layout/page-view.ts';
import { type Locale, pickLocale } from '../../../pages/locale.ts';
import { type ChangePasswordView, changePasswordPage } from '../../../pages/sign-in/change-password-page.ts';
import { consentPage } from '../../../pages/sign-in/consent-page.ts';
import { selectAccountPage } from '../../../pages/sign-in/select-account-page.ts';
import { type SignInView, signInPage } from '../../../pages/sign-in/sign-in-page.ts';
import { formatScope } from '../../scope.ts';
import { type Flow, noteAuthorization } from './flow.ts';
import { clientView } from './send-answer.ts';

/** What the sign-in page says beside the request itself. */
export type SignInRemark = Partial<Pick<SignInView, 'username' | 'problem' | 'retryAfterSeconds' | 'notice'>>;

/** The authorize-and-sign-in page, at the URL of the request itself. */
export function sendSignInPage(flow: Flow, remark: SignInRemark = {}): FastifyReply {
  const page = signInPage({
    ...formView(flow),
    client: clientView(flow.target),
    scopes: askedScopes(flow),
    username: '',
    ...remark,
  });
  noteShown(flow, 'sign_in', remark.problem);
  const status = problemStatus(flow.reply, remark.problem, remark.retryAfterSeconds);
  return sendPage(flow.reply, page, { status, redirectUri: flow.target.redirectUri });
}

/** The question whether the client may have what it asks for. */
export function sendConsentPage(flow: Flow, user: User, newScopes: readonly string[]): FastifyReply {
  const scopes = askedScopes(flow);
  const page = consentPage({
    ...formView(flow),
    client: clientView(flow.target),
    scopes,
    newScopes: newScopes.length < scopes.length ? scopes.filter((scope) => newScopes.includes(scope)) : undefined,
    user: { id: user.id, fullname: user.fullname },
  });
  noteShown(flow, 'consent');
  return sendPage(flow.reply, page, { redirectUri: flow.target.redirectUri });
}

/** The question with which account to go on. */
export function sendSelectAccountPage(flow: Flow, user: User): FastifyReply {
  const page = selectAccountPage({
    ...formView(flow),
    client: clientView(flow.target),
    user: { id: user.id, fullname: user.fullname },
  });
  noteShown(flow, 'select_account');
  return sendPage(flow.reply, page, { redirectUri: flow.target.redirectUri });
}

/** The step in which a password that somebody else set is replaced. */
export function sendChangePasswordPage(
  flow: Flow,
  view: Pick<ChangePasswordView, 'username' | 'changeToken' | 'problem' | 'retryAfterSeconds'>,
): FastifyReply {
  const page = changePasswordPage({ ...formView(flow), ...view });
  noteShown(flow, 'change_password', view.problem);
  const status = problemStatus(flow.reply, view.problem, view.retryAfterSeconds);
  return sendPage(flow.reply, page, { status, redirectUri: flow.target.redirectUri });
}

function noteShown(flow: Flow, page: string, problem?: string): void {
  const refusal = problem === undefined ? {} : { refusal: `page: ${problem}`, error: problem };
  noteAuthorization(flow, { outcome: 'asked', page, ...refusal });
}

function formView(flow: Flow): FormView {
  const { context, request, reply, session } = flow;
  return {
    ...pageView(context.issuer, request),
    locale: localeOf(flow),
    action: ownAddress(context.issuer, request),
    csrf: csrfToken(context, { request, reply }, session?.session.id),
  };
}

/** The language that the request asks for, which need not stand in the address; a link of ours that changes it comes first. */
function localeOf({ request, received }: Flow): Locale {
  const chosen = parseForm(factsOf(request.raw).query)?.get('ui_locales');
  return pickLocale(chosen ?? received.parameters.get('ui_locales'), request.headers['accept-language']);
}

function askedScopes({ asked }: Flow): string[] {
  return formatScope(asked.toAllow).split(' ');
}
