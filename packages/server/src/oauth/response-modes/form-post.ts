import type { ResponseMode } from './response-mode.ts';

/** In the body of a form that the browser sends to the redirect URI (OAuth 2.0 Form Post Response Mode §2): in no address, log or `Referer`. */
export const formPost: ResponseMode = (redirectUri, parameters) => ({ kind: 'form', action: redirectUri, fields: parameters });
