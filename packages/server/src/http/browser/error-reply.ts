import type { FastifyReply } from 'fastify';
import { type ErrorView, errorPage } from '../../pages/error/error-page.ts';
import type { EdgeContext } from '../edge-context.ts';
import { leavesTraces, noteFlow } from '../flow-note.ts';
import { factsOf } from '../front/request-facts.ts';
import type { Exchange } from './exchange.ts';
import { pageView, sendPage } from './page.ts';

/** What an error page is told beside the request. */
export type PageFailure = Pick<ErrorView, 'reason' | 'received' | 'registered'> & { readonly status: number };

/** Answers with an error page, which links nowhere but to our own account page. */
export function sendErrorPage(context: EdgeContext, { request, reply }: Exchange, failure: PageFailure): FastifyReply {
  const facts = factsOf(request.raw);
  const { reason, status } = failure;
  noteFlow(context, { request: request.raw, facts }, { outcome: 'refused', refusal: `page: ${reason}`, error: reason });
  const page = errorPage({ ...pageView(context.issuer, request), ...failure, leavesTrace: leavesTraces(facts.path) });
  return sendPage(reply, page, { status });
}
