import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendErrorPage } from '../../../http/browser/error-reply.ts';
import type { Exchange } from '../../../http/browser/exchange.ts';
import { formOf, isOwnForm } from '../../../http/browser/form-request.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { scopesToAsk } from '../../grant/consent-rule.ts';
import { OAuthError } from '../../oauth-error.ts';
import { allow, deny } from './allow.ts';
import { changePasswordStep } from './change-password-step.ts';
import { isClientsForm, takeClientsForm } from './clients-form.ts';
import { type Flow, type FlowStep, redirectError, withFlow } from './flow.ts';
import { type Interaction, nextInteraction, REFUSALS, signInNeeded } from './interaction.ts';
import { signInStep } from './sign-in-step.ts';
import { sendConsentPage, sendSelectAccountPage, sendSignInPage } from './views.ts';

// A new step is an entry here; each is looked up under the session that is there, never under one it claims.
const STEPS: ReadonlyMap<string, FlowStep> = new Map<string, FlowStep>([
  ['sign-in', signInStep],
  ['change-password', changePasswordStep],
  ['cancel', deny],
  ['deny', deny],
  ['allow', allowStep],
  ['continue', (flow) => proceed(flow, { isChosen: true })],
  ['switch', switchUser],
]);

/** `/oauth2/authorize` (RFC 6749 §3.1): GET shows a page or answers at once, POST takes what the page sent. */
export function registerAuthorization(app: FastifyInstance, context: EdgeContext): void {
  // No HEAD: it would issue a code that nobody receives.
  app.get('/oauth2/authorize', { exposeHeadRoute: false }, (request, reply) => withFlow(context, { request, reply }, begin));
  app.post('/oauth2/authorize', (request, reply) => takePost(context, { request, reply }));
}

/** A form of our own pages, or the request itself, which a page of the client sent (OpenID Connect Core §3.1.2.1). */
async function takePost(context: EdgeContext, http: Exchange): Promise<FastifyReply> {
  const form = formOf(http.request);
  return isClientsForm(form) ? takeClientsForm(context, http, form) : withFlow(context, http, takeStep);
}

/** No session: the page itself. A session whose user has let the client in before: straight back with a code. */
function begin(flow: Flow): Promise<FastifyReply> {
  return proceed(flow, { isChosen: false });
}

async function proceed(flow: Flow, { isChosen }: { readonly isChosen: boolean }): Promise<FastifyReply> {
  const { asked, session, context } = flow;
  const toAsk = session === undefined ? [] : await scopesToAskNow(flow, session.user.id);
  const next = nextInteraction(asked, { session, toAsk, isChosen, now: context.now() });
  if (next === 'nothing' && session !== undefined) return allow(flow, { ...session, consents: false });
  if (asked.prompt.has('none')) return refuseUnseen(flow, next);
  if (session !== undefined && next === 'consent') return sendConsentPage(flow, session.user, toAsk);
  if (session !== undefined && next === 'select_account') return sendSelectAccountPage(flow, session.user);
  return askToSignIn(flow, next);
}

/** OpenID Connect Core §3.1.2.1: with `prompt=none` no page is ever shown. */
function refuseUnseen(flow: Flow, next: Interaction): Promise<FastifyReply> {
  const [code, description] = next === 'nothing' ? REFUSALS.sign_in : REFUSALS[next];
  return redirectError(flow, new OAuthError(code, description));
}

/** The page to sign in, with the name that is asked for, hinted at, or known from the session. */
function askToSignIn(flow: Flow, why: Interaction): FastifyReply {
  const { subject, loginHint } = flow.asked;
  const username = subject ?? loginHint ?? flow.session?.user.id ?? '';
  const notice = why === 'sign_in_again' || why === 'sign_in_as_asked' ? why : undefined;
  return sendSignInPage(flow, { username, notice });
}

async function takeStep(flow: Flow): Promise<FastifyReply> {
  const { context, request, reply } = flow;
  // No page of ours asks for anything under `prompt=none`, so whatever is posted there came from none.
  if (flow.asked.prompt.has('none')) return begin(flow);
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
  // Who must prove anew who they are cannot allow instead.
  const why = signInNeeded(flow.asked, flow.session, flow.context.now());
  if (why !== undefined) return askToSignIn(flow, why);
  return allow(flow, { user: flow.session.user, session: flow.session.session, consents: true });
}

/** Another account: the page to sign in, as if nobody had; the session goes on until somebody else has signed in. */
async function switchUser(flow: Flow): Promise<FastifyReply> {
  return sendSignInPage(flow, { notice: 'switch_user' });
}

function scopesToAskNow(flow: Flow, userId: string): Promise<string[]> {
  const { client } = flow.target;
  return flow.context.storage.read(async ({ consents }) =>
    scopesToAsk(client, flow.asked.toAllow, await consents.find(userId, client.id)),
  );
}
