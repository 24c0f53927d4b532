import type { FastifyReply } from 'fastify';
import type { Exchange } from '../../../http/browser/exchange.ts';
import { formOf } from '../../../http/browser/form-request.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { factsOf } from '../../../http/front/request-facts.ts';
import { URL_LIMIT } from '../../../http/front/request-target.ts';
import type { RequestParameters } from '../../parameters.ts';
import { readIdTokenHint } from '../../tokens/id-token/id-token-hint.ts';

/**
 * Takes a request that a page of a client sent by POST (OpenID Connect RP-Initiated Logout §2). It came without our cookies, since it
 * came from another site, so it is brought again by GET. A hint too long for an address is left out for the client that it names: then
 * the user is asked.
 */
export async function takeClientsForm(context: EdgeContext, { request, reply }: Exchange): Promise<FastifyReply> {
  const form = formOf(request);
  const own = `${context.issuer.basePath}/oauth2/end_session`;
  if (form.size === 0) return reply.redirect(`${own}?${factsOf(request.raw).query}`, 303);
  const whole = `${own}?${new URLSearchParams(pairsOf(form))}`;
  return reply.redirect(whole.length <= URL_LIMIT ? whole : `${own}?${new URLSearchParams(shortened(context, form))}`, 303);
}

function pairsOf(form: RequestParameters): [string, string][] {
  return [...form.names()].flatMap((name) => form.all(name).map((value): [string, string] => [name, value]));
}

function shortened(context: EdgeContext, form: RequestParameters): [string, string][] {
  const about = { issuer: context.issuer.href, signingKeys: context.signingKeys, now: context.now() };
  const hint = readIdTokenHint(form.get('id_token_hint') ?? '', about);
  const others = pairsOf(form).filter(([name]) => name !== 'id_token_hint');
  return hint === undefined || form.has('client_id') ? others : [...others, ['client_id', hint.clientId]];
}
