import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageView } from '../../pages/layout/page-view.ts';
import { type Locale, pickLocale } from '../../pages/locale.ts';
import { parseForm } from '../form.ts';
import { factsOf, type RequestFacts } from '../front/request-facts.ts';
import type { Issuer } from '../issuer.ts';
import { pageContentSecurityPolicy } from '../security-headers.ts';

const LOCALES: readonly Locale[] = ['zh-CN', 'en'];

/**
 * What every page of this request is told: language, base path, request id, and its own address in each language;
 * `path`, with a query if it needs one, is where the page can be had by GET when the request itself was another.
 */
export function pageView(issuer: Issuer, request: FastifyRequest, path?: string): PageView {
  const facts = factsOf(request.raw);
  const own = path === undefined ? facts : addressOf(path);
  const languages = Object.fromEntries(LOCALES.map((locale) => [locale, addressIn(locale, issuer, own)]));
  return {
    base: issuer.basePath,
    locale: pickLocale(parseForm(facts.query)?.get('ui_locales'), request.headers['accept-language']),
    requestId: facts.requestId,
    languages: languages as Record<Locale, string>,
  };
}

function addressOf(address: string): Pick<RequestFacts, 'path' | 'query'> {
  const [path = '', query = ''] = address.split('?');
  return { path, query };
}

/** The address of this very request, where a form of its page is sent, with all of its parameters. */
export function ownAddress(issuer: Issuer, request: FastifyRequest): string {
  const { path, query } = factsOf(request.raw);
  return `${issuer.basePath}${path}${query === '' ? '' : `?${query}`}`;
}

/** Sends a page; `redirectUri` is where a form on it may lead after its POST. */
export function sendPage(
  reply: FastifyReply,
  page: string,
  options: { readonly status?: number; readonly redirectUri?: string | undefined } = {},
): FastifyReply {
  return reply
    .code(options.status ?? 200)
    .header('content-security-policy', pageContentSecurityPolicy(options.redirectUri))
    .header('content-type', 'text/html; charset=utf-8')
    .header('vary', 'accept-language')
    .send(page);
}

// The rest of the query stays byte for byte: a state must survive a change of language.
function addressIn(locale: Locale, issuer: Issuer, { path, query }: Pick<RequestFacts, 'path' | 'query'>): string {
  const others = query.split('&').filter((field) => field !== '' && !field.startsWith('ui_locales='));
  return `${issuer.basePath}${path}?${[...others, `ui_locales=${locale}`].join('&')}`;
}
