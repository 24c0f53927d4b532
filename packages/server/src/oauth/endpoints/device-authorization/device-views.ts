import type { FastifyReply } from 'fastify';
import { csrfToken } from '../../../http/browser/csrf.ts';
import type { Exchange } from '../../../http/browser/exchange.ts';
import { pageView, sendPage } from '../../../http/browser/page.ts';
import { problemStatus } from '../../../http/browser/problem-status.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { type FlowNote, noteFlow } from '../../../http/flow-note.ts';
import { parseForm } from '../../../http/form.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import type { ResolvedSession } from '../../../identity/session/sessions.ts';
import { deviceAnsweredPage } from '../../../pages/device/device-answered-page.ts';
import { deviceApprovePage } from '../../../pages/device/device-approve-page.ts';
import { type DeviceCodeView, deviceCodePage } from '../../../pages/device/device-code-page.ts';
import type { FormView } from '../../../pages/layout/page-view.ts';
import { type ChangePasswordView, changePasswordPage } from '../../../pages/sign-in/change-password-page.ts';
import { type SignInView, signInPage } from '../../../pages/sign-in/sign-in-page.ts';
import { shownUserCode } from '../../grant/user-code.ts';
import { storedScope } from '../../scope.ts';
import type { Decision } from './decide.ts';

/** A browser at the device page. */
export interface DeviceVisit extends Exchange {
  readonly context: EdgeContext;
  /** As it was sent; the empty string when nothing was. */
  readonly typed: string;
  /** The same read; `undefined` when it cannot be a code. */
  readonly userCode: string | undefined;
  readonly current: Pick<ResolvedSession, 'user' | 'session'> | undefined;
}

const LONGEST_SHOWN = 24;

/** The page on which a code is entered, with the one that the address or the last try brought. */
export function sendCodePage(
  visit: DeviceVisit,
  remark: Pick<DeviceCodeView, 'problem' | 'retryAfterSeconds'> = {},
): FastifyReply {
  const { problem, retryAfterSeconds } = remark;
  // What cannot be a code is shown again to who typed it, but not to who followed a link.
  const typed = problem === undefined ? '' : visit.typed.slice(0, LONGEST_SHOWN);
  const userCode = visit.userCode === undefined ? typed : shownUserCode(visit.userCode);
  // Too many passwords and too many codes are two checks.
  const why = problem === 'throttled' ? 'user_code_throttled' : problem;
  noteDevice(visit, asked('enter_code', why));
  const status = problemStatus(visit.reply, problem, retryAfterSeconds);
  return sendPage(visit.reply, deviceCodePage({ ...formView(visit), userCode, ...remark }), { status });
}

/** The page to sign in; where the code leads is not said to who is not signed in. */
export function sendSignInPage(
  visit: DeviceVisit,
  remark: Partial<Pick<SignInView, 'username' | 'problem' | 'retryAfterSeconds' | 'notice'>>,
): FastifyReply {
  noteDevice(visit, asked('sign_in', remark.problem));
  const status = problemStatus(visit.reply, remark.problem, remark.retryAfterSeconds);
  return sendPage(visit.reply, signInPage({ ...formView(visit), username: '', ...remark }), { status });
}

/** The step in which a password that somebody else set is replaced. */
export function sendNewPasswordPage(
  visit: DeviceVisit,
  { username, changeToken, problem }: Pick<ChangePasswordView, 'username' | 'changeToken' | 'problem'>,
): FastifyReply {
  noteDevice(visit, asked('change_password', problem));
  const page = changePasswordPage({ ...formView(visit), username, changeToken, problem });
  return sendPage(visit.reply, page, { status: problemStatus(visit.reply, problem) });
}

/** The device with its code, and the question whether to let it in (RFC 8628 §3.3.1). */
export function sendApprovePage(visit: DeviceVisit, { client, code, user, session }: Decision): FastifyReply {
  noteDevice(visit, { ...asked('consent'), codeId: code.id });
  const page = deviceApprovePage({
    ...formView({ ...visit, current: { user, session } }),
    client: { name: client.fullname },
    userCode: shownUserCode(visit.userCode ?? ''),
    scopes: [...storedScope(code.scope)],
    user: { id: user.id, fullname: user.fullname },
  });
  return sendPage(visit.reply, page);
}

/** What was answered; the rest happens on the device. */
export function sendAnsweredPage(visit: DeviceVisit, { client, code }: Decision, answer: 'approved' | 'refused'): FastifyReply {
  const note: FlowNote =
    answer === 'approved' ? { outcome: 'done' } : { outcome: 'refused', refusal: 'page: device_refused', error: 'access_denied' };
  noteDevice(visit, { ...note, page: answer, codeId: code.id });
  const view = pageView(visit.context.issuer, visit.request, '/oauth2/device');
  return sendPage(visit.reply, deviceAnsweredPage({ ...view, client: { name: client.fullname }, answer }));
}

function formView(visit: DeviceVisit): FormView {
  const { context, request, reply, userCode, current } = visit;
  const query = new URLSearchParams(userCode === undefined ? {} : { user_code: shownUserCode(userCode) });
  const view = pageView(context.issuer, request, `/oauth2/device?${query}`);
  const chosen = parseForm(factsOf(request.raw).query)?.get('ui_locales');
  if (chosen !== undefined) query.set('ui_locales', view.locale);
  const action = `${context.issuer.basePath}/oauth2/device${query.size === 0 ? '' : `?${query}`}`;
  return { ...view, action, csrf: csrfToken(context, { request, reply }, current?.session.id) };
}

function asked(page: string, problem?: string): FlowNote {
  return { outcome: 'asked', page, ...(problem === undefined ? {} : { refusal: `page: ${problem}`, error: problem }) };
}

function noteDevice({ context, request }: DeviceVisit, note: FlowNote): void {
  noteFlow(context, { request: request.raw, facts: factsOf(request.raw) }, note);
}
