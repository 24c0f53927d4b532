import type { SigningKeys } from '../../../signing-keys/signing-keys.ts';
import { ID_TOKEN_TYPE } from './id-token.ts';

/** What an ID token of ours says of a sign-in, for whoever hands it back to us. */
export interface IdTokenHint {
  readonly subject: string;
  readonly clientId: string;
  /** The session that it was issued in, if it says so. */
  readonly sessionId: string | undefined;
}

/**
 * Reads an `id_token_hint` (OpenID Connect Core §3.1.2.1, OpenID Connect RP-Initiated Logout §2): expired or not, it must be signed by
 * us and unmodified. `undefined` for anything else. `now` is in milliseconds since 1970.
 */
export function readIdTokenHint(
  text: string,
  { issuer, signingKeys, now }: { readonly issuer: string; readonly signingKeys: SigningKeys; readonly now: number },
): IdTokenHint | undefined {
  const verified = signingKeys.verifyOwnJwt(text, { typ: ID_TOKEN_TYPE, now, allowExpired: true });
  if (!verified.ok) return undefined;
  const { iss, sub, aud, sid } = verified.claims;
  if (iss !== issuer || typeof sub !== 'string' || typeof aud !== 'string') return undefined;
  return { subject: sub, clientId: aud, sessionId: typeof sid === 'string' ? sid : undefined };
}
