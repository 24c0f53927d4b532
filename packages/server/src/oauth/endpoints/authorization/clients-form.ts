import type { FastifyReply } from 'fastify';
import type { Exchange } from '../../../http/browser/exchange.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { URL_LIMIT } from '../../../http/front/request-target.ts';
import type { RequestParameters } from '../../parameters.ts';
import { keepAside, refuseAnswered, withRequest } from './flow.ts';

/** Whether a form was sent by a page of a client: each of ours says which step it takes. */
export function isClientsForm(form: RequestParameters): boolean {
  return form.size > 0 && !form.has('step') && !form.has('csrf_token');
}

/**
 * Takes a request that a page of a client sent by POST (OpenID Connect Core §3.1.2.1). It came without our cookies, since it came from
 * another site, so it is brought again by GET: with the same parameters, or with a reference to them where an address cannot hold them.
 */
export async function takeClientsForm(context: EdgeContext, http: Exchange, form: RequestParameters): Promise<FastifyReply> {
  const pairs = [...form.names()].flatMap((name) => form.all(name).map((value): [string, string] => [name, value]));
  const address = `${context.issuer.basePath}/oauth2/authorize?${new URLSearchParams(pairs)}`;
  if (address.length <= URL_LIMIT) return http.reply.redirect(address, 303);
  // What was pushed is not kept a second time: it is answered once.
  return withRequest(context, { ...http, sent: form }, async (flow) =>
    flow.received.pushed === null ? keepAside(flow) : refuseAnswered(flow),
  );
}
