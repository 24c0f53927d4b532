import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendErrorPage } from '../../../http/browser/error-reply.ts';
import { formOf, isOwnForm } from '../../../http/browser/form-request.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { scopesToAsk } from '../../grant/consent-rule.ts';
import { allow, deny } from './allow.ts';
import { changePasswordStep } from './change-password-step.ts';
import { type Flow, type FlowStep, withFlow } from './flow.ts';
import { signInStep } from './sign-in-step.ts';
import { sendConsentPage, sendSignInPage } from './views.ts';

// A new step is an entry here; each is looked up under the session that is there, never under one it claims.
const STEPS: ReadonlyMap<string, FlowStep> = new Map<string, FlowStep>([
  ['sign-in', signInStep],
  ['change-password', changePasswordStep],
  ['cancel', deny],
  ['deny', deny],
  ['allow', allowStep],
  ['switch', switchUser],
]);

/** `/oauth2/authorize` (RFC 6749 §3.1): GET shows a page or answers at once, POST takes what the page sent. */
export function registerAuthorization(app: FastifyInstance, context: EdgeContext): void {
  // No HEAD: it would issue a code that nobody receives.
  app.get('/oauth2/authorize', { exposeHeadRoute: false }, (request, reply) => withFlow(context, { request, reply }, begin));
  app.post('/oauth2/authorize', (request, reply) => withFlow(context, { request, reply }, takeStep));
}

/** No session: the page itself. A session whose user has let the client in before: straight back with a code. */
async function begin(flow: Flow): Promise<FastifyReply> {
  if (flow.session === undefined) return sendSignInPage(flow);
  const { user, session } = flow.session;
  const toAsk = await scopesToAskNow(flow, user.id);
  if (toAsk.length > 0) return sendConsentPage(flow, user, toAsk);
  return allow(flow, { user, session, consents: false });
}

async function takeStep(flow: Flow): Promise<FastifyReply> {
  const { context, request, reply } = flow;
  const form = formOf(request);
  const step = STEPS.get(form.get('step') ?? '');
  if (step === undefined) return sendErrorPage(context, { request, reply }, { status: 400, reason: 'malformed_request' });
  if (!isOwnForm(context, request, flow.session?.session.id)) return offerAgain(flow);
  return step(flow);
}

/** A form that came too late, or without our cookie: the page again with what was typed, never the effect. */
async function offerAgain(flow: Flow): Promise<FastifyReply> {
  if (flow.session !== undefined) return begin(flow);
  return sendSignInPage(flow, { username: formOf(flow.request).get('username') ?? '', problem: 'expired_form' });
}

async function allowStep(flow: Flow): Promise<FastifyReply> {
  if (flow.session === undefined) return sendSignInPage(flow, { notice: 'session_ended' });
  return allow(flow, { user: flow.session.user, session: flow.session.session, consents: true });
}

/** Another account: the page to sign in, as if nobody had; the session goes on until somebody else has signed in. */
async function switchUser(flow: Flow): Promise<FastifyReply> {
  return sendSignInPage(flow, { notice: 'switch_user' });
}

function scopesToAskNow(flow: Flow, userId: string): Promise<string[]> {
  const { client } = flow.target;
  return flow.context.storage.read(async ({ consents }) =>
    scopesToAsk(client, flow.asked.scopes, await consents.find(userId, client.id)),
  );
}
