import type { FastifyReply } from 'fastify';
import { browserSession } from '../../../http/browser/browser-session.ts';
import { sendErrorPage } from '../../../http/browser/error-reply.ts';
import type { Exchange } from '../../../http/browser/exchange.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { type FlowNote, noteFlow, refusalNote } from '../../../http/flow-note.ts';
import { parseForm } from '../../../http/form.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import type { ResolvedSession } from '../../../identity/session/sessions.ts';
import type { Stores } from '../../../storage/storage.ts';
import { OPENED_REQUEST_MS } from '../../grant/pushed-request.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { keepRequest } from './keep-request.ts';
import { judgeRequest, type ReceivedRequest, receiveRequest } from './received-request.ts';
import { type RedirectTarget, resolveRedirectTarget, type Untrusted, untrusted } from './redirect-target.ts';
import { type AnsweredBrowser, sendAnswer } from './send-answer.ts';

/**
 * An authorization request that is valid, with the browser that brought it. All of it, or the reference to it, is in the URL, so nothing
 * can get lost.
 */
export interface Flow extends AnsweredRequest {
  readonly asked: AuthorizationRequest;
  readonly session: ResolvedSession | undefined;
}

/** A request whose redirect target is trusted: it can be answered. */
export interface AnsweredRequest extends AnsweredBrowser {
  readonly received: ReceivedRequest;
}

/** One step on a valid request. */
export type FlowStep = (flow: Flow) => Promise<FastifyReply>;

/**
 * Reads the request in the URL and passes it on; answers by a page while the redirect URI is not trusted, and by a
 * redirect after (RFC 6749 §4.1.2.1).
 */
export async function withFlow(context: EdgeContext, http: Exchange, step: FlowStep): Promise<FastifyReply> {
  const sent = parseForm(factsOf(http.request.raw).query);
  if (sent === undefined) return sendErrorPage(context, http, { status: 400, reason: 'malformed_request' });
  return withRequest(context, { ...http, sent }, async (flow) => {
    // An object is good for minutes, perhaps less than it takes to sign in: from here on the browser carries a reference.
    if (flow.received.source === 'signed') return keepAside(flow);
    await openPushed(flow);
    return step(flow);
  });
}

/** Resolves and judges a request by the parameters that were sent, wherever they stood, and passes it on. */
export async function withRequest(
  context: EdgeContext,
  { request, reply, sent }: Exchange & { readonly sent: RequestParameters },
  step: FlowStep,
): Promise<FastifyReply> {
  const found = await resolveRequest(context, sent);
  if (found.kind === 'untrusted') return refuseUntrusted(context, { request, reply }, { refusal: found, parameters: sent });
  const answered = { context, request, reply, ...found };
  let asked: AuthorizationRequest;
  try {
    const about = { issuer: context.issuer.href, signingKeys: context.signingKeys, now: context.now() };
    asked = await context.storage.read(({ clients }) => judgeRequest(found.received, found.target.client, { ...about, clients }));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirectError(answered, error);
  }
  const session = await browserSession(context, request);
  return step({ ...answered, asked, session });
}

interface Resolved {
  readonly kind: 'resolved';
  readonly received: ReceivedRequest;
  readonly target: RedirectTarget;
}

function resolveRequest({ storage, issuer, now }: EdgeContext, sent: RequestParameters): Promise<Resolved | Untrusted> {
  const at = now();
  return storage.read(async (stores) => {
    const received = await receiveRequest(sent, { stores, issuer: issuer.href, now: at });
    if (received.kind === 'untrusted') return received;
    const target = await resolveRedirectTarget(received.parameters, stores.clients, issuer.href);
    return target.kind === 'untrusted' ? target : { kind: 'resolved', received, target };
  });
}

/** Keeps the request here and sends the browser on with a reference to it: nothing has come of it yet. */
export async function keepAside(flow: Flow): Promise<FastifyReply> {
  const { context, target, received } = flow;
  const now = context.now();
  try {
    const word = received.source === 'signed' ? 'signed' : 'nobodys';
    const keeping = { limit: context.keptRequests, address: context.addressOf(flow.request.raw), word, now } as const;
    const requestUri = await context.storage.transact(({ pushedRequests }) =>
      keepRequest(received.parameters, target.client, { ...keeping, pushedRequests }),
    );
    const query = new URLSearchParams({ client_id: String(target.client.id), request_uri: requestUri });
    noteAuthorization(flow, { outcome: 'asked', page: 'reference', requestUri });
    return flow.reply.redirect(`${context.issuer.basePath}/oauth2/authorize?${query}`, 303);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirectError(flow, error);
  }
}

/** Whoever is to sign in needs longer than a reference waits for the browser. */
async function openPushed({ context, received: { pushed } }: Flow): Promise<void> {
  if (pushed === null || pushed.openedAt !== null) return;
  const now = context.now();
  await context.storage.transact(({ pushedRequests }) => pushedRequests.open(pushed.id, now, now + OPENED_REQUEST_MS));
}

/** Sends the browser back to the client with an error, which is the answer to a pushed request, too: it gets no other. */
export async function redirectError(flow: AnsweredRequest, error: OAuthError): Promise<FastifyReply> {
  const { context, request, received, target } = flow;
  const now = context.now();
  const isFirst = received.pushed === null || (await context.storage.transact((stores) => answerPushed(received, stores, now)));
  if (!isFirst) return refuseAnswered(flow);
  context.log.info('authorization.refused', { requestId: request.id, clientId: target.client.id, code: error.code });
  noteAuthorization(flow, refusalNote(error));
  return sendAnswer(flow, target.refuse(error));
}

/** In the unit of work that answers: whether no other one has answered the same pushed request. */
export async function answerPushed(
  { pushed }: ReceivedRequest,
  { pushedRequests }: Pick<Stores, 'pushedRequests'>,
  now: number,
): Promise<boolean> {
  return pushed === null || (await pushedRequests.consume(pushed.id, now)) === 'consumed';
}

/** The pushed request was answered before, in another window or by a second click. */
export function refuseAnswered({ context, request, reply, received }: AnsweredRequest): FastifyReply {
  const refusal = untrusted('invalid_request_uri');
  return refuseUntrusted(context, { request, reply }, { refusal, parameters: received.parameters });
}

/** Leaves the trace of a request to the authorization endpoint that is answered without an error page. */
export function noteAuthorization({ context, request }: Pick<Flow, 'context' | 'request'>, note: FlowNote): void {
  noteFlow(context, { request: request.raw, facts: factsOf(request.raw) }, note);
}

function refuseUntrusted(
  context: EdgeContext,
  { request, reply }: Exchange,
  { refusal, parameters }: { readonly refusal: Untrusted; readonly parameters: RequestParameters },
): FastifyReply {
  const received = ['client_id', 'redirect_uri'].flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const showsRegistered = refusal.reason === 'redirect_uri_mismatch' || refusal.reason === 'redirect_uri_missing';
  context.log.info('authorization.untrusted', { requestId: request.id, reason: refusal.reason, code: refusal.problem });
  return sendErrorPage(
    context,
    { request, reply },
    {
      status: 400,
      reason: refusal.reason,
      received,
      registered: showsRegistered ? (refusal.client?.redirectUris ?? []) : undefined,
    },
  );
}
