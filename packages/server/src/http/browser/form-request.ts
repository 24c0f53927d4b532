import type { FastifyReply, FastifyRequest } from 'fastify';
import { NO_PARAMETERS, type RequestParameters } from '../../oauth/parameters.ts';
import type { EdgeContext } from '../edge-context.ts';
import { isCsrfTokenValid } from './csrf.ts';
import { sendErrorPage } from './error-reply.ts';

/** The form a page of ours sent; empty when the request had no body. */
export function formOf(request: FastifyRequest): RequestParameters {
  return (request.body as RequestParameters | null | undefined) ?? NO_PARAMETERS;
}

/** Whether the form comes from a page of ours in this browser and session; every form is asked. */
export function isOwnForm(context: EdgeContext, request: FastifyRequest, sessionId = ''): boolean {
  return isCsrfTokenValid(context, request, { token: formOf(request).get('csrf_token'), sessionId });
}

/** Answers a form that does not come from a page of ours. */
export function refuseForeignForm(context: EdgeContext, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendErrorPage(context, { request, reply }, { status: 403, reason: 'csrf' });
}
