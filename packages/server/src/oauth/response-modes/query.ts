import { withResponseParameters } from '../redirect-uri.ts';
import type { ResponseMode } from './response-mode.ts';

/** In the query of the redirect URI: what holds for `response_type=code` unless the client says otherwise (RFC 6749 §4.1.2). */
export const query: ResponseMode = (redirectUri, parameters) => ({
  kind: 'redirect',
  location: withResponseParameters(redirectUri, parameters),
});
