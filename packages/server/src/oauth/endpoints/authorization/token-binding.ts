import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import { isThumbprint } from '../../sender-constraint/dpop-key.ts';
import { namedResources, type ResourceDirectory } from '../../tokens/audience/known-resource.ts';

/** What of a request says where its tokens may be for, and to which key they are bound. */
export interface TokenBinding {
  /** See `Grant.resources`. */
  readonly resources: readonly string[];
  /** See `AuthorizationCode.dpopJkt`. */
  readonly dpopJkt: string | null;
}

/**
 * Reads `resource` (RFC 8707 §2.1), of any number of resource servers, and `dpop_jkt` (RFC 9449 §10). Throws `invalid_target` and
 * `invalid_request`.
 */
export async function readTokenBinding(parameters: RequestParameters, directory: ResourceDirectory): Promise<TokenBinding> {
  const dpopJkt = parameters.get('dpop_jkt') ?? null;
  if (dpopJkt !== null && !isThumbprint(dpopJkt)) {
    throw new OAuthError('invalid_request', 'dpop_jkt must be the SHA-256 thumbprint of a key, in 43 characters of base64url');
  }
  return { resources: (await namedResources(parameters, directory)).map(({ uri }) => uri), dpopJkt };
}
