import type { FastifyReply, FastifyRequest } from 'fastify';
import { browserSession } from '../../../http/browser/browser-session.ts';
import { sendErrorPage } from '../../../http/browser/error-reply.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { parseForm } from '../../../http/form.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import type { ResolvedSession } from '../../../identity/session/sessions.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts';
import { type RedirectTarget, resolveRedirectTarget, type Untrusted } from './redirect-target.ts';

/** An authorization request that is valid, with the browser that brought it. All of it is in the URL, so nothing can get lost. */
export interface Flow {
  readonly context: EdgeContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly target: RedirectTarget;
  readonly asked: AuthorizationRequest;
  readonly session: ResolvedSession | undefined;
}

/** One step on a valid request. */
export type FlowStep = (flow: Flow) => Promise<FastifyReply>;

/**
 * Reads the request in the URL and passes it on; answers by a page while the redirect URI is not trusted, and by a
 * redirect after (RFC 6749 §4.1.2.1).
 */
export async function withFlow(
  context: EdgeContext,
  http: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  step: FlowStep,
): Promise<FastifyReply> {
  const { request, reply } = http;
  const parameters = parseForm(factsOf(request.raw).query);
  if (parameters === undefined) return sendErrorPage(context, { request, reply }, { status: 400, reason: 'malformed_request' });
  const target = await context.storage.read(({ clients }) => resolveRedirectTarget(parameters, clients, context.issuer.href));
  if (target.kind === 'untrusted') return refuseUntrusted(context, http, { refusal: target, parameters });
  let asked: AuthorizationRequest;
  try {
    asked = readAuthorizationRequest(parameters, target.client);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirectError({ context, request, reply, target }, error);
  }
  const session = await browserSession(context, request);
  return step({ context, request, reply, target, asked, session });
}

/** Sends the browser back to the client with an error; 303, since a form with a password may have come before (RFC 9700 §4.12). */
export function redirectError(flow: Pick<Flow, 'context' | 'request' | 'reply' | 'target'>, error: OAuthError): FastifyReply {
  flow.context.log.info('authorization.refused', {
    requestId: flow.request.id,
    clientId: flow.target.client.id,
    code: error.code,
  });
  return flow.reply.redirect(flow.target.refuse(error), 303);
}

function refuseUntrusted(
  context: EdgeContext,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { refusal, parameters }: { readonly refusal: Untrusted; readonly parameters: RequestParameters },
): FastifyReply {
  const received = ['client_id', 'redirect_uri'].flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const showsRegistered = refusal.reason === 'redirect_uri_mismatch' || refusal.reason === 'redirect_uri_missing';
  context.log.info('authorization.untrusted', { requestId: request.id, reason: refusal.reason });
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
