import type { RequestParameters } from '../parameters.ts';
import { formPost } from './form-post.ts';
import { query } from './query.ts';
import type { ResponseMode, ResponseModeName } from './response-mode.ts';

/** Every response mode this server serves; a missing one does not compile. */
export const RESPONSE_MODES: Readonly<Record<ResponseModeName, ResponseMode>> = { query, form_post: formPost };

/** Whether a `response_mode` can be served: the name is one of ours, and a browser can send a form to that redirect URI. */
export function isServedMode(name: string, redirectUri: string): name is ResponseModeName {
  if (!Object.hasOwn(RESPONSE_MODES, name)) return false;
  return name !== 'form_post' || /^https?:\/\//i.test(redirectUri);
}

/** The mode in which a request is answered, errors included; one that asks for none, or for none of ours, in the query. */
export function responseModeOf(parameters: RequestParameters, redirectUri: string): ResponseMode {
  const asked = parameters.repeated.has('response_mode') ? undefined : parameters.get('response_mode');
  return asked !== undefined && isServedMode(asked, redirectUri) ? RESPONSE_MODES[asked] : RESPONSE_MODES.query;
}
