import { OAuthError, type OAuthErrorCode } from '../../oauth-error.ts';
import { DPOP_ALGORITHMS } from '../../sender-constraint/dpop-proof.ts';

/** The request carried no credentials at all: it is told of the scheme, and of no error (RFC 6750 §3.1). */
export class CredentialsMissing extends OAuthError {
  constructor() {
    super('invalid_token', 'the request carries no access token');
  }
}

/** The access token is good, but not for this: `scope` is what it would need (RFC 6750 §3.1). */
export class InsufficientScope extends OAuthError {
  readonly scope: string;

  constructor(scope: string) {
    super('insufficient_scope', `the access token was not issued for the scope ${scope}`);
    this.scope = scope;
  }
}

/** Why a token that is, or should be, bound to a key is refused. */
export type BoundTokenProblem =
  | TokenProblem
  | 'a DPoP proof goes with the scheme DPoP'
  | 'the access token is bound to no key'
  | 'the access token is bound to a key: use the scheme DPoP, with a proof';

/** Why any token is refused. */
export type TokenProblem = 'the access token is unknown, expired or revoked' | 'the access token is for other resources';

/** The access token is, or should be, bound to a key: it is asked for by the scheme `DPoP` (RFC 9449 §7.1, §7.2). */
export class BoundTokenRefused extends OAuthError {
  constructor(description: BoundTokenProblem) {
    super('invalid_token', description);
  }
}

/** Whether what failed at a resource is the proof of possession; then the status is 401, too (RFC 9449 §7.1, §9). */
export function isProofRefused({ code }: OAuthError): boolean {
  return code === 'invalid_dpop_proof' || code === 'use_dpop_nonce';
}

/** The value of `WWW-Authenticate` (RFC 6750 §3); `undefined` for a failure that no credentials would mend. */
export function bearerChallenge(error: OAuthError, realm: string): string | undefined {
  const known: [string, string][] = [['realm', realm]];
  if (error instanceof CredentialsMissing) return challenge('Bearer', known);
  const isBound = error instanceof BoundTokenRefused || isProofRefused(error);
  if (!isBound && !CHALLENGED.has(error.code)) return undefined;
  known.push(['error', error.code], ['error_description', error.description]);
  if (error instanceof InsufficientScope) known.push(['scope', error.scope]);
  if (isBound) known.push(['algs', DPOP_ALGORITHMS.join(' ')]);
  return challenge(isBound ? 'DPoP' : 'Bearer', known);
}

const CHALLENGED: ReadonlySet<OAuthErrorCode> = new Set(['invalid_request', 'invalid_token', 'insufficient_scope']);

function challenge(scheme: 'Bearer' | 'DPoP', parameters: readonly (readonly [string, string])[]): string {
  return `${scheme} ${parameters.map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, '\\$&')}"`).join(', ')}`;
}
