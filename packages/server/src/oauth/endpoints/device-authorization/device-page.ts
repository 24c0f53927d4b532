import type { FastifyInstance, FastifyReply } from 'fastify';
import { actOf, browserSession } from '../../../http/browser/browser-session.ts';
import { sendErrorPage } from '../../../http/browser/error-reply.ts';
import type { Exchange } from '../../../http/browser/exchange.ts';
import { formOf, isOwnForm } from '../../../http/browser/form-request.ts';
import { changeGivenPassword, type PasswordAnswer } from '../../../http/browser/password-change.ts';
import { attemptSignIn } from '../../../http/browser/password-sign-in.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { parseForm } from '../../../http/form.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import type { ResolvedSession } from '../../../identity/session/sessions.ts';
import { readUserCode } from '../../grant/user-code.ts';
import { approveDevice, type Decision, refuseDevice } from './decide.ts';
import {
  type DeviceVisit,
  sendAnsweredPage,
  sendApprovePage,
  sendCodePage,
  sendNewPasswordPage,
  sendSignInPage,
} from './device-views.ts';
import { findDevice } from './find-device.ts';

type SignedIn = Pick<ResolvedSession, 'user' | 'session'>;
type Step = (visit: DeviceVisit) => Promise<FastifyReply>;

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['code', continueStep],
  ['sign-in', signInStep],
  ['change-password', changePasswordStep],
  ['switch', async (visit) => sendSignInPage(visit, { notice: 'switch_user' })],
  ['allow', (visit) => answerStep(visit, 'allow')],
  ['deny', (visit) => answerStep(visit, 'deny')],
]);

/**
 * `/oauth2/device` (RFC 8628 §3.3): a person enters the code of a device, signs in, and answers for it. Nothing is looked up before they
 * are signed in. The code stands in the address, so nothing is lost, and there is nowhere to be sent to.
 */
export function registerDevice(app: FastifyInstance, context: EdgeContext): void {
  app.get('/oauth2/device', async (request, reply) => {
    const sent = parseForm(factsOf(request.raw).query);
    if (sent === undefined) return sendErrorPage(context, { request, reply }, { status: 400, reason: 'malformed_request' });
    return sendCodePage(await visitOf(context, { request, reply }, sent.get('user_code')));
  });
  app.post('/oauth2/device', async (request, reply) => {
    const form = formOf(request);
    const sent = form.get('step') === 'code' ? form : parseForm(factsOf(request.raw).query);
    const step = STEPS.get(form.get('step') ?? '');
    if (sent === undefined || step === undefined) {
      return sendErrorPage(context, { request, reply }, { status: 400, reason: 'malformed_request' });
    }
    const visit = await visitOf(context, { request, reply }, sent.get('user_code'));
    // Too late, or without our cookie: the page again with what was typed, never the effect.
    if (!isOwnForm(context, request, visit.current?.session.id)) return sendCodePage(visit, { problem: 'expired_form' });
    return step(visit);
  });
}

async function visitOf(context: EdgeContext, http: Exchange, typed = ''): Promise<DeviceVisit> {
  return { context, ...http, typed, userCode: readUserCode(typed), current: await browserSession(context, http.request) };
}

async function continueStep(visit: DeviceVisit): Promise<FastifyReply> {
  if (visit.userCode === undefined) return sendCodePage(visit, { problem: visit.typed === '' ? 'missing' : 'malformed' });
  return visit.current === undefined ? sendSignInPage(visit, { notice: 'device' }) : ask(visit, visit.current);
}

async function signInStep(visit: DeviceVisit): Promise<FastifyReply> {
  const answer = await attemptSignIn(visit.context, visit.request, visit.reply);
  if (answer.kind === 'signed_in') return ask(visit, answer);
  if (answer.kind === 'must_change_password') return sendNewPasswordPage(visit, answer);
  const username = formOf(visit.request).get('username') ?? '';
  return sendSignInPage(visit, { username, problem: answer.problem, retryAfterSeconds: answer.retryAfterSeconds });
}

async function changePasswordStep(visit: DeviceVisit): Promise<FastifyReply> {
  const answer: PasswordAnswer = await changeGivenPassword(visit.context, visit.request, visit.reply);
  if (answer.kind === 'signed_in') return ask(visit, answer);
  if (answer.kind === 'expired') return sendSignInPage(visit, { problem: 'expired_form' });
  const changeToken = formOf(visit.request).get('change_token') ?? '';
  return sendNewPasswordPage(visit, { username: answer.username, changeToken, problem: answer.problem });
}

/** Shows the device and asks, whatever was allowed before (RFC 8628 §3.3.1, §5.4). */
function ask(visit: DeviceVisit, who: SignedIn): Promise<FastifyReply> {
  return withDevice(visit, who, async (decision) => sendApprovePage(visit, decision));
}

async function answerStep(visit: DeviceVisit, answer: 'allow' | 'deny'): Promise<FastifyReply> {
  const { context, request, current } = visit;
  if (current === undefined) return sendSignInPage(visit, { notice: 'session_ended' });
  return withDevice(visit, current, async (decision) => {
    const act = { ...actOf(context, request, current.user.id), lifetimes: context.lifetimes };
    const decided = await context.storage.transact((stores) =>
      answer === 'allow' ? approveDevice(stores, decision, act) : refuseDevice(stores, decision, act),
    );
    return decided === 'too_late' ? sendCodePage(visit, { problem: 'unknown' }) : sendAnsweredPage(visit, decision, decided);
  });
}

/** Runs `next` for the device whose code was typed; says so when there is none, or when too many were tried. */
async function withDevice(
  visit: DeviceVisit,
  who: SignedIn,
  next: (decision: Decision) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { context, request, userCode } = visit;
  if (userCode === undefined) return sendCodePage({ ...visit, current: who }, { problem: 'malformed' });
  const act = { ...actOf(context, request, who.user.id), keys: context.keys };
  const found = await context.storage.transact((stores) => findDevice(stores, { userId: who.user.id, userCode }, act));
  if (found.kind === 'found') return next({ ...found, ...who });
  if (found.kind === 'unknown') return sendCodePage({ ...visit, current: who }, { problem: 'unknown' });
  const retryAfterSeconds = Math.max(1, Math.ceil((found.retryAt - act.now) / 1000));
  return sendCodePage({ ...visit, current: who }, { problem: 'throttled', retryAfterSeconds });
}
