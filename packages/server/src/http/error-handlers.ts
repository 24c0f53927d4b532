import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HashingBusy } from '../identity/credentials/hashing/bounded-queue.ts';
import type { ErrorReason } from '../pages/error/error-page.ts';
import { StorageUnavailable } from '../storage/storage.ts';
import { sendErrorPage } from './browser/error-reply.ts';
import type { EdgeContext } from './edge-context.ts';
import { RepeatedField } from './form.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;

/** One rendering of everything that goes wrong on a page: a clear page, never a stack, never a 500 for bad input. */
export function installErrorHandlers(app: FastifyInstance, context: EdgeContext): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const { status, reason } = explain(error);
    if (status >= 500 && reason === 'server_error') context.log.error('request.failed', { requestId: request.id, error });
    if (status === 503) reply.header('retry-after', '2');
    // The rest of a body that is too large is not read.
    if (status === 413) reply.header('connection', 'close');
    return sendErrorPage(context, { request, reply }, { status, reason });
  });
  app.setNotFoundHandler((request, reply) => answerUnrouted(app, context, { request, reply }));
}

function answerUnrouted(
  app: FastifyInstance,
  context: EdgeContext,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): FastifyReply {
  const path = request.raw.url ?? '';
  const allowed = METHODS.filter((method) => app.findRoute({ method, url: path }) !== null);
  if (allowed.length === 0) return sendErrorPage(context, { request, reply }, { status: 404, reason: 'not_found' });
  reply.header('allow', allowed.join(', '));
  return sendErrorPage(context, { request, reply }, { status: 405, reason: 'method_not_allowed' });
}

function explain(error: FastifyError): { readonly status: number; readonly reason: ErrorReason } {
  if (error instanceof HashingBusy) return { status: 503, reason: 'busy' };
  if (error instanceof StorageUnavailable) return { status: 503, reason: 'unavailable' };
  if (error instanceof RepeatedField) return { status: 400, reason: 'repeated_parameter' };
  switch (error.statusCode) {
    case 413:
      return { status: 413, reason: 'too_large' };
    case 415:
      return { status: 415, reason: 'unsupported_media_type' };
    case 400:
      return { status: 400, reason: 'malformed_request' };
    default:
      return { status: 500, reason: 'server_error' };
  }
}
