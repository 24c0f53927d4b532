import type { Answer, MethodRoute } from './hot-route.ts';

/**
 * Headers for routes that pages of any origin may call, without cookies: whoever calls them proves itself by what it sends
 * (RFC 10017 §7, RFC 9449 §8.2). They come in place of those of the same name.
 */
export const CROSS_ORIGIN_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce',
  'cross-origin-resource-policy': 'cross-origin',
};

const SAFE_METHODS = ['GET', 'POST'] as const;
const MAX_AGE_SECONDS = 3_600;

/** The answer to a browser that asks before it sends (Fetch §4.8): the same whatever it asks for. */
export function preflightAnswer(route: MethodRoute): Answer {
  const methods = SAFE_METHODS.filter((method) => route[method] !== undefined).join(', ');
  return {
    status: 204,
    headers: [
      ...['access-control-allow-methods', methods],
      ...['access-control-allow-headers', 'Authorization, Content-Type, DPoP'],
      ...['access-control-max-age', String(MAX_AGE_SECONDS)],
    ],
    body: '',
  };
}
