import type { FastifyInstance, FastifyReply } from 'fastify';
import { browserSession } from '../../../http/browser/browser-session.ts';
import { sendErrorPage } from '../../../http/browser/error-reply.ts';
import type { Exchange } from '../../../http/browser/exchange.ts';
import { formOf, isOwnForm, refuseForeignForm } from '../../../http/browser/form-request.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { parseForm } from '../../../http/form.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import { hasForbiddenRepetition, type RequestParameters } from '../../parameters.ts';
import { takeClientsForm } from './clients-form.ts';
import { type LogoutRefusal, type LogoutRequest, readLogoutRequest } from './logout-request.ts';
import { endAndLeave, type LogoutVisit, leave, sendQuestion } from './logout-steps.ts';

/** `/oauth2/end_session` (OpenID Connect RP-Initiated Logout §2): a client sends the browser here to have its user signed out. */
export function registerEndSession(app: FastifyInstance, context: EdgeContext): void {
  // No HEAD: it would end a session that nobody sees end.
  app.get('/oauth2/end_session', { exposeHeadRoute: false }, (request, reply) => withVisit(context, { request, reply }, begin));
  app.post('/oauth2/end_session', async (request, reply) => {
    // A page of a client sent it, and so without our cookie: it is brought again by GET.
    if (!formOf(request).has('csrf_token')) return takeClientsForm(context, { request, reply });
    return withVisit(context, { request, reply }, takeAnswer);
  });
}

/** At once where the hint is of this very session; nothing where there is none; else the user is asked. */
async function begin(visit: LogoutVisit): Promise<FastifyReply> {
  const { current, hint } = visit;
  if (current === undefined) return leave(visit);
  const isOwn = hint?.sessionId === current.session.id && hint.subject === current.user.id;
  return isOwn ? endAndLeave(visit, current) : sendQuestion(visit, current);
}

async function takeAnswer(visit: LogoutVisit): Promise<FastifyReply> {
  const { context, request, reply, current } = visit;
  if (current === undefined) return leave(visit);
  if (!isOwnForm(context, request, current.session.id)) return refuseForeignForm(context, request, reply);
  return endAndLeave(visit, current);
}

async function withVisit(
  context: EdgeContext,
  http: Exchange,
  step: (visit: LogoutVisit) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const sent = parseForm(factsOf(http.request.raw).query);
  if (sent === undefined) return sendErrorPage(context, http, { status: 400, reason: 'malformed_request' });
  if (hasForbiddenRepetition(sent)) return sendErrorPage(context, http, { status: 400, reason: 'repeated_parameter' });
  const read = await readRequest(context, sent);
  if (read.kind === 'refused') return refuse(context, http, { refusal: read, sent });
  return step({ ...read, context, ...http, current: await browserSession(context, http.request) });
}

function readRequest(context: EdgeContext, sent: RequestParameters): Promise<LogoutRequest | LogoutRefusal> {
  const about = { issuer: context.issuer.href, signingKeys: context.signingKeys, now: context.now() };
  return context.storage.read(({ clients }) => readLogoutRequest(sent, { clients, ...about }));
}

function refuse(
  context: EdgeContext,
  http: Exchange,
  { refusal, sent }: { readonly refusal: LogoutRefusal; readonly sent: RequestParameters },
): FastifyReply {
  const received = ['client_id', 'post_logout_redirect_uri'].flatMap((name) => {
    const value = sent.get(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const { reason, client } = refusal;
  const registered = client?.metadata.post_logout_redirect_uris;
  return sendErrorPage(context, http, { status: 400, reason, received, registered });
}
